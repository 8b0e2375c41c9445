#include "features/lexicon.h"

#include <algorithm>

#include "features/data/embedded.h"
#include "features/hash.h"
#include "text/characters.h"

namespace redquill::features {
namespace {

constexpr std::array<std::string_view, kWordClasses> kNames = {"article",
                                                               "preposition",
                                                               "coordinator",
                                                               "subordinator",
                                                               "relative",
                                                               "wh",
                                                               "demonstrative",
                                                               "quantifier",
                                                               "first_singular",
                                                               "first_plural",
                                                               "second",
                                                               "third",
                                                               "modal",
                                                               "be",
                                                               "have",
                                                               "do",
                                                               "negation",
                                                               "function",
                                                               "past",
                                                               "participle",
                                                               "additive",
                                                               "contrastive",
                                                               "causal",
                                                               "temporal",
                                                               "sequence",
                                                               "concluding",
                                                               "exemplifying",
                                                               "hedge",
                                                               "booster",
                                                               "claim",
                                                               "counter",
                                                               "reasoning",
                                                               "evidence",
                                                               "source",
                                                               "reporting",
                                                               "letter",
                                                               "vague",
                                                               "informal",
                                                               "missing_apostrophe",
                                                               "confused"};

// Cuts the first piece off `text`, up to `mark`, and trims it.
std::string_view Cut(std::string_view* text, char mark) {
  const size_t end = std::min(text->find(mark), text->size());
  std::string_view piece = text->substr(0, end);
  text->remove_prefix(std::min(end + 1, text->size()));
  while (!piece.empty() && text::IsSpace(piece.front())) piece.remove_prefix(1);
  while (!piece.empty() && text::IsSpace(piece.back())) piece.remove_suffix(1);
  return piece;
}

}  // namespace

size_t Lexicon::Hash::operator()(std::string_view word) const { return HashOf(word); }

Lexicon::Lexicon(std::string_view text) {
  Classes classes = 0;
  while (!text.empty()) {
    std::string_view line = Cut(&text, '\n');
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      const auto name = std::find(kNames.begin(), kNames.end(), line.substr(1, line.size() - 2));
      classes = name == kNames.end() ? 0 : Classes{1} << (name - kNames.begin());
      continue;
    }
    while (!line.empty()) {
      const std::string_view phrase = Cut(&line, ',');
      if (!phrase.empty()) Add(phrase, classes);
    }
  }
  for (auto& [word, entry] : entries_) {
    std::stable_sort(
        entry.phrases.begin(), entry.phrases.end(),
        [](const Phrase& a, const Phrase& b) { return a.rest.size() > b.rest.size(); });
  }
}

void Lexicon::Add(std::string_view phrase, Classes classes) {
  const std::string first(Cut(&phrase, ' '));
  const auto [place, fresh] = entries_.try_emplace(first);
  Entry& entry = place->second;
  if (fresh) entry.id = static_cast<uint32_t>(size_++);
  if (phrase.empty()) {
    entry.classes |= classes;
    return;
  }
  std::vector<std::string> rest;
  while (!phrase.empty()) rest.emplace_back(Cut(&phrase, ' '));
  for (Phrase& known : entry.phrases) {
    if (known.rest == rest) {
      known.classes |= classes;
      return;
    }
  }
  entry.phrases.push_back({std::move(rest), classes, static_cast<uint32_t>(size_++)});
}

const Lexicon::Entry* Lexicon::Find(std::string_view word) const {
  const auto found = entries_.find(word);
  return found == entries_.end() ? nullptr : &found->second;
}

const Lexicon& EnglishLexicon() {
  static const Lexicon lexicon(EmbeddedLexicon());
  return lexicon;
}

std::string_view NameOf(WordClass c) { return kNames[static_cast<size_t>(c)]; }

}  // namespace redquill::features
