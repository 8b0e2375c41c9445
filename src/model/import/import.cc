#include "model/import/import.h"

#include <algorithm>
#include <filesystem>

#include "base/mapped_file.h"
#include "base/sha256.h"
#include "model/hf/checkpoint.h"
#include "model/import/model_card.h"
#include "model/import/sentence_folder.h"
#include "model/import/tokenizer_file.h"

namespace redquill::model {
namespace {

Result<void> CheckHead(const hf::Config& config, bool embeddings) {
  if (config.classifier && embeddings) {
    return Fail(Code::kInvalidArgument,
                "the checkpoint has a head that scores; import it without --embeddings, or import "
                "the encoder that it was trained from");
  }
  if (!config.classifier && !embeddings) {
    return Fail(Code::kInvalidArgument,
                "the checkpoint has no head that scores, only an encoder: train one with "
                "redquill-train, or import it with --embeddings for its vectors");
  }
  return {};
}

Result<void> Digest(const std::string& folder, const std::string& file,
                    std::map<std::string, std::string>* sources) {
  constexpr uint64_t kMost = uint64_t{1} << 40;
  const auto mapped = MappedFile::Open(folder + "/" + file, kMost);
  if (!mapped) return Failure(mapped.error());
  const auto bytes = mapped->bytes();
  (*sources)[file] = Sha256Hex({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  return {};
}

// The sentence-transformers part of an embedding's options; what a person said wins.
Result<void> SetPooling(const ImportOptions& options, onnx::WriteOptions* write) {
  const auto sentence = ReadSentenceFolder(options.folder);
  if (!sentence) return Failure(sentence.error());
  write->pooling = options.pooling.value_or(sentence->pooling.value_or(onnx::Pooling::kMean));
  write->unit_length = sentence->unit_length;
  if (write->max_tokens == 0) write->max_tokens = sentence->max_tokens;
  return {};
}

std::string FolderName(const std::string& folder) {
  std::error_code failed;
  const auto path = std::filesystem::weakly_canonical(folder, failed);
  return failed ? folder : path.filename().string();
}

void FillManifest(const ImportOptions& options, const hf::Config& config, Imported* imported) {
  Manifest& m = imported->manifest;
  const std::string architecture(hf::NameOf(config.architecture));
  m.name = options.name;
  m.title = options.title.empty() ? architecture + " imported from " + FolderName(options.folder)
                                  : options.title;
  m.version = options.version;
  m.architecture = architecture + (options.embeddings ? "-embedding" : "");
  m.engine = "onnx";
  m.max_tokens = static_cast<uint64_t>(imported->model.max_tokens);
  m.licence = options.licence.empty() ? "not stated" : options.licence;
  m.config = {{"precision", NameOf(options.precision)},
              {"operators", NameOf(options.operators)},
              {"lengths", UsualLengths(imported->model.max_tokens)}};
  if (options.int8_where_fast) {
    m.config["variants"] = {{{"file", kInt8ModelFile}, {"precision", "int8"}, {"cpu", "vnni"}}};
  }
  if (options.embeddings) m.embedding_width = static_cast<uint64_t>(imported->model.outputs);
}

}  // namespace

std::vector<int64_t> UsualLengths(int64_t max_tokens) {
  std::vector<int64_t> lengths;
  for (const int64_t length : {int64_t{128}, int64_t{512}, int64_t{1024}}) {
    if (length < max_tokens) lengths.push_back(length);
  }
  if (max_tokens <= 1024) lengths.push_back(max_tokens);
  return lengths;
}

Result<Imported> ImportCheckpoint(const ImportOptions& options) {
  const auto config = hf::ReadConfigFile(options.folder);
  if (!config) return Failure(config.error());
  if (auto head = CheckHead(*config, options.embeddings); !head) {
    return Failure(head.error(), options.folder);
  }
  Imported imported;
  onnx::WriteOptions write{.precision = options.precision,
                           .operators = options.operators,
                           .max_tokens = options.max_tokens};
  if (options.embeddings) {
    if (auto set = SetPooling(options, &write); !set) return Failure(set.error());
  } else {
    auto head = OutputsOf(*config, options.scale, options.labels);
    if (!head) return Failure(head.error(), options.folder);
    imported.manifest.outputs = std::move(head->outputs);
    write.class_values = std::move(head->class_values);
  }
  auto tokenizer = ReadTokenizerFile(options.folder, *config);
  if (!tokenizer) return Failure(tokenizer.error());
  imported.tokenizer = std::move(tokenizer->json);
  const auto checkpoint = hf::Checkpoint::Open(options.folder);
  if (!checkpoint) return Failure(checkpoint.error());
  uint64_t taken = 0;
  if (options.progress) {
    const uint64_t passes = options.int8_where_fast ? 2 : 1;
    write.taken = [&, all = passes * (*checkpoint)->Names().size()](uint64_t) {
      options.progress(++taken, all);
    };
  }
  auto model = WriteModel(*config, **checkpoint, write);
  if (!model) return Failure(model.error(), options.folder);
  imported.model = *std::move(model);
  if (options.int8_where_fast) {
    write.precision = onnx::Precision::kInt8;
    auto int8 = WriteModel(*config, **checkpoint, write);
    if (!int8) return Failure(int8.error(), options.folder);
    imported.int8 = std::move(int8->onnx);
  }
  for (const auto& [file, bytes] : (*checkpoint)->files()) {
    if (auto read = Digest(options.folder, file, &imported.sources); !read) {
      return Failure(read.error());
    }
  }
  tokenizer->files.push_back("config.json");
  for (const std::string& file : tokenizer->files) {
    if (auto read = Digest(options.folder, file, &imported.sources); !read) {
      return Failure(read.error());
    }
  }
  FillManifest(options, *config, &imported);
  imported.card = ImportedModelCard(imported, *config);
  return imported;
}

std::vector<PackageFile> FilesOf(const Imported& imported) {
  std::vector<PackageFile> files = {
      {std::string(kModelFile), imported.model.onnx, Storage::kStored},
      {std::string(kTokenizerFile), imported.tokenizer},
      {std::string(kModelCardFile), imported.card}};
  if (!imported.int8.empty()) {
    files.push_back({std::string(kInt8ModelFile), imported.int8, Storage::kStored});
  }
  return files;
}

}  // namespace redquill::model
