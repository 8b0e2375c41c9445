#include "text/tokenizer/post_processor.h"

#include <algorithm>
#include <iterator>

#include "base/quote.h"
#include "text/tokenizer/part.h"
#include "text/tokenizer/unicode/characters.h"
#include "text/utf8.h"

namespace redquill::text {
namespace {

constexpr size_t kMaxAdded = 64;

bool Continues(char c) { return (c & 0xc0) == 0x80; }

// The offset `chars` characters behind `at`, at most `end`.
uint32_t Forward(std::string_view text, uint32_t at, uint32_t chars, uint32_t end) {
  for (; chars > 0 && at < end; --chars) {
    ++at;
    while (at < end && Continues(text[at])) ++at;
  }
  return at;
}

// Cuts what is blank off one token's range. `first`: nothing stands before it, so that its one
// leading space may be the one that the tokenizer put in.
void Trim(std::string_view text, Blanks blanks, bool first, bool prefix_space, Range* range) {
  if (first && prefix_space && blanks.leading == 1) blanks.leading = 0;
  range->begin = Forward(text, range->begin, blanks.leading, range->end);
  uint32_t end = range->end;
  for (uint32_t i = 0; i < blanks.trailing; ++i) {
    if (end == 0) return;  // More blanks than characters before the end: the reference keeps it.
    --end;
    while (end > 0 && Continues(text[end])) --end;
  }
  if (blanks.trailing > 0) range->end = std::max(end, range->begin);
}

void Surround(const std::vector<int32_t>& before, const std::vector<int32_t>& after,
              std::vector<Blanks>* blanks, Encoding* tokens) {
  const auto put = [](auto* list, size_t front, size_t back, auto value) {
    list->insert(list->begin(), front, value);
    list->insert(list->end(), back, value);
  };
  put(&tokens->offsets, before.size(), after.size(), Range{0, 0});
  put(&tokens->special, before.size(), after.size(), uint8_t{1});
  put(blanks, before.size(), after.size(), Blanks{});
  tokens->ids.insert(tokens->ids.begin(), before.begin(), before.end());
  tokens->ids.insert(tokens->ids.end(), after.begin(), after.end());
}

// ["[CLS]", 101]
int32_t ReadPair(Part* part, const char* key) {
  const auto& pair = part->At(key);
  if (pair.is_array() && pair.size() == 2 && pair[0].is_string() && pair[1].is_number_unsigned() &&
      pair[1].get<uint64_t>() < 0x7fffffff) {
    return pair[1].get<int32_t>();
  }
  part->SetFault(key, "must be a token and its id");
  return 0;
}

PostProcessor::Step ReadTemplate(Part* part) {
  PostProcessor::Step step;
  const auto& single = part->At("single");
  const auto& known = part->At("special_tokens");
  bool seen = false;
  if (!single.is_array() || single.size() > kMaxAdded || !known.is_object()) {
    part->SetFault("single", "must be an array of at most 64 pieces, special_tokens an object");
    return step;
  }
  for (size_t i = 0; i < single.size(); ++i) {
    Part piece(single[i], part->path() + ".single[" + std::to_string(i) + "]");
    if (piece.Has("Sequence")) {
      const Part sequence(piece.At("Sequence"), piece.path() + ".Sequence");
      if (seen || Part(sequence).Text("id") != "A") part->SetUnsupported("a text put in twice");
      seen = true;
      continue;
    }
    Part token(piece.At("SpecialToken"), piece.path() + ".SpecialToken");
    const std::string id = token.Text("id");
    if (token.fault()) part->SetFault("single", "must have pieces of one kind");
    const auto at = known.find(id);
    const bool listed = at != known.end() && at->is_object() && at->contains("ids") &&
                        (*at)["ids"].is_array() && (*at)["ids"].size() <= kMaxAdded;
    if (!listed) {
      part->SetFault("special_tokens", "must list " + Quoted(id) + " and its ids");
      return step;
    }
    for (const auto& number : (*at)["ids"]) {
      if (!number.is_number_unsigned() || number.get<uint64_t>() >= 0x7fffffff) {
        part->SetFault("special_tokens", "must have ids that are whole numbers");
        return step;
      }
      (seen ? step.after : step.before).push_back(number.get<int32_t>());
    }
  }
  if (!seen) part->SetUnsupported("a template without the text");
  return step;
}

}  // namespace

Blanks Blanks::Of(std::string_view token) {
  const auto& flags = CharFlags();
  const auto blank = [&](char32_t c) { return c == 0x120 || (flags[c] & kWhite) != 0; };
  const std::u32string chars = Decode(token);
  Blanks blanks;
  while (blanks.leading < chars.size() && blank(chars[blanks.leading])) ++blanks.leading;
  while (blanks.trailing < chars.size() && blank(chars[chars.size() - 1 - blanks.trailing])) {
    ++blanks.trailing;
  }
  return blanks;
}

size_t PostProcessor::added() const {
  size_t count = 0;
  for (const Step& step : steps) count += step.before.size() + step.after.size();
  return count;
}

bool PostProcessor::trims() const {
  return std::any_of(steps.begin(), steps.end(), [](const Step& s) { return s.trims; });
}

void PostProcessor::Apply(std::string_view text, std::vector<Blanks>* blanks,
                          Encoding* tokens) const {
  for (const Step& step : steps) {
    for (size_t i = 0; step.trims && i < tokens->ids.size(); ++i) {
      Range& range = tokens->offsets[i];
      Trim(text, (*blanks)[i], i == 0 || range.begin == 0, step.prefix_space, &range);
    }
    if (!step.before.empty() || !step.after.empty()) {
      Surround(step.before, step.after, blanks, tokens);
    }
  }
}

Result<PostProcessor> ReadPostProcessor(const nlohmann::json& json, const std::string& path) {
  PostProcessor post;
  if (json.is_null()) return post;
  Part part(json, path);
  if (part.fault()) return Failure(*part.fault());
  if (part.type() == "Sequence") {
    const auto& list = part.At("processors");
    if (!list.is_array()) part.SetFault("processors", "must be an array");
    if (part.fault()) return Failure(*part.fault());
    for (size_t i = 0; i < list.size(); ++i) {
      Result<PostProcessor> step =
          ReadPostProcessor(list[i], path + ".processors[" + std::to_string(i) + "]");
      if (!step) return step;
      std::move(step->steps.begin(), step->steps.end(), std::back_inserter(post.steps));
    }
    return post;
  }
  PostProcessor::Step step;
  if (part.type() == "TemplateProcessing") {
    step = ReadTemplate(&part);
  } else if (part.type() == "BertProcessing") {
    step.before = {ReadPair(&part, "cls")};
    step.after = {ReadPair(&part, "sep")};
  } else if (part.type() == "RobertaProcessing") {
    step.before = {ReadPair(&part, "cls")};
    step.after = {ReadPair(&part, "sep")};
    step.trims = part.Bool("trim_offsets");
    step.prefix_space = part.Bool("add_prefix_space");
  } else if (part.type() == "ByteLevel") {
    step.trims = part.Bool("trim_offsets");
    step.prefix_space = part.Bool("add_prefix_space");
  } else {
    return Part::Unknown("post-processor", part);
  }
  if (part.fault()) return Failure(*part.fault());
  post.steps.push_back(std::move(step));
  return post;
}

}  // namespace redquill::text
