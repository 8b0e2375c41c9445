#ifndef REDQUILL_HTTP_SCORE_BODY_H_
#define REDQUILL_HTTP_SCORE_BODY_H_

#include <string>
#include <string_view>

#include "base/error.h"

namespace redquill::http {

/// What a client asks to have scored.
struct ScoreBody {
  std::string essay;
  std::string model;   ///< Empty: the default one.
  std::string prompt;  ///< Empty: not stated.
  bool explain = false;
  std::string person;      ///< Whose essay, by an id of the caller's; empty: not stated.
  bool summative = false;  ///< The score counts: no other text's answer may be given.
};

/// Reads the body of POST /v1/score, a JSON object: "essay" (string), and if wanted "model",
/// "prompt", "person" (strings), "explain" and "summative" (true or false); null is the same as
/// leaving it out. Strict: an unknown member is refused, so that a misspelt "explain" is not
/// silently ignored. Errors are kInvalidArgument, kBadEncoding or kTooLarge, with the member as
/// field.
Result<ScoreBody> ReadScoreBody(std::string_view json);

/// Reads the body of POST /evaluate, as older clients send it: "essay" and "my_model_id" (a string
/// or a number; empty, null or left out for the default model), as a JSON object or, with `form`,
/// as application/x-www-form-urlencoded. Whatever else is in it is ignored.
Result<ScoreBody> ReadEvaluateBody(std::string_view body, bool form);

}  // namespace redquill::http

#endif  // REDQUILL_HTTP_SCORE_BODY_H_
