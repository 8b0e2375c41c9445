#include "model/tokenizer/convert.h"

#include <filesystem>
#include <utility>

#include "model/tokenizer/folder_settings.h"
#include "model/tokenizer/from_pairs.h"
#include "model/tokenizer/from_spm.h"
#include "model/tokenizer/from_word_pieces.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

struct Converter {
  hf::Architecture architecture;
  std::vector<std::string> files;
  Result<nlohmann::json> (*convert)(const std::string& folder, FolderSettings* settings);
};

std::vector<Converter> Converters() {
  using enum hf::Architecture;
  return {{kBert, {"vocab.txt"}, FromBertVocabulary},
          {kDistilBert, {"vocab.txt"}, FromBertVocabulary},
          {kRoberta, {"vocab.json", "merges.txt"}, FromRobertaPairs},
          {kGpt2, {"vocab.json", "merges.txt"}, FromGpt2Pairs},
          {kDebertaV2, {"spm.model"}, FromDebertaSpm},
          {kLlama, {"tokenizer.model"}, FromLlamaSpm}};
}

}  // namespace

Result<ConvertedTokenizer> ConvertTokenizer(const std::string& folder,
                                            hf::Architecture architecture) {
  for (const Converter& converter : Converters()) {
    if (converter.architecture != architecture) continue;
    for (const std::string& file : converter.files) {
      std::error_code ignored;
      if (fs::exists(folder + "/" + file, ignored)) continue;
      return Fail(Code::kNotFound, folder + " has neither a tokenizer.json nor " + file +
                                       ", which says how text becomes tokens. Save the tokenizer "
                                       "beside the model with save_pretrained.");
    }
    auto settings = FolderSettings::Read(folder);
    if (!settings) return Failure(settings.error());
    auto json = converter.convert(folder, &*settings);
    if (settings->fault()) return Failure(*settings->fault(), folder);
    if (!json) return Failure(json.error(), folder);
    ConvertedTokenizer converted{json->dump(1) + "\n", converter.files};
    converted.files.insert(converted.files.end(), settings->files().begin(),
                           settings->files().end());
    return converted;
  }
  return Fail(Code::kUnsupported, "vocabulary files of this architecture are not read");
}

}  // namespace redquill::model
