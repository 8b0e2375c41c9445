#include "text/tokenizer/model.h"

namespace redquill::text {

MadeModel ReadModel(const nlohmann::json& json) {
  Part part(json, "model");
  if (part.fault()) return Failure(*part.fault());
  std::string type = part.type();
  // Early files have no type; the reference tells them by their members, too.
  if (type.empty() && part.Has("merges")) type = "BPE";
  if (type.empty() && part.Has("continuing_subword_prefix")) type = "WordPiece";
  if (type == "WordLevel") return ReadWordLevel(part);
  if (type == "WordPiece") return ReadWordPiece(part);
  if (type == "BPE") return ReadBpe(part);
  if (type == "Unigram") return ReadUnigram(part);
  return Part::Unknown("model", part);
}

tl::unexpected<Error> NoUnknownToken() {
  return Fail(Code::kInvalidArgument,
              "The text has a character that the tokenizer's vocabulary lacks, and the vocabulary "
              "has no token for unknown ones. Take another tokenizer.",
              "essay");
}

}  // namespace redquill::text
