#include "model/tokenizer/spm.h"

#include <bit>
#include <unordered_set>
#include <utility>

#include "base/utf8.h"
#include "model/onnx/wire.h"

namespace redquill::model {
namespace {

using onnx::WireField;
using onnx::WireReader;

// Numbers of fields in sentencepiece_model.proto.
namespace proto {
constexpr int kPieces = 1, kTrainer = 2, kNormalizer = 3, kDenormalizer = 5;
constexpr int kPiece = 1, kScore = 2;
constexpr int kModelType = 3, kByteFallback = 35, kUnknownId = 40, kUnknownPiece = 45;
constexpr int kCharsmap = 2;
}  // namespace proto

// Calls use(field) for each field; false where the bytes are no message or `use` says so.
template <typename Use>
bool EachField(std::string_view message, Use use) {
  WireReader reader(message);
  while (const auto field = reader.Next()) {
    if (!use(*field)) return false;
  }
  return !reader.failed();
}

bool ReadPiece(std::string_view message, SpmModel* model) {
  SpmModel::Piece piece;
  const bool read = EachField(message, [&](const WireField& field) {
    if (field.number == proto::kPiece) {
      if (field.type != 2) return false;
      piece.text = field.bytes;
    }
    if (field.number == proto::kScore) {
      if (field.type != 5) return false;
      piece.score = std::bit_cast<float>(static_cast<uint32_t>(field.count));
    }
    return true;
  });
  model->pieces.push_back(std::move(piece));
  return read;
}

bool ReadTrainer(std::string_view message, SpmModel* model) {
  return EachField(message, [&](const WireField& field) {
    if (field.number == proto::kModelType) {
      if (field.count < 1 || field.count > 4) return false;
      model->type = static_cast<SpmModel::Type>(field.count);
    }
    if (field.number == proto::kByteFallback) model->byte_fallback = field.count != 0;
    if (field.number == proto::kUnknownId) model->unknown_id = static_cast<int32_t>(field.count);
    if (field.number == proto::kUnknownPiece) model->unknown_piece = field.bytes;
    return true;
  });
}

bool ReadCharsmap(std::string_view message, std::string* charsmap) {
  return EachField(message, [&](const WireField& field) {
    if (field.number == proto::kCharsmap) *charsmap = field.bytes;
    return true;
  });
}

tl::unexpected<Error> Wrong(const std::string& rule) {
  return Fail(Code::kInvalidArgument,
              "the SentencePiece model " + rule + ". Take the file that came with the model.");
}

Result<void> Check(const SpmModel& model) {
  if (model.pieces.empty()) return Wrong("has no pieces");
  std::unordered_set<std::string_view> seen;
  for (size_t id = 0; id < model.pieces.size(); ++id) {
    const SpmModel::Piece& piece = model.pieces[id];
    const auto fault = [&](const char* rule) {
      return Wrong("has a piece, number " + std::to_string(id) + ", that " + rule);
    };
    if (piece.text.empty()) return fault("is empty");
    if (FirstBadUtf8(piece.text)) return fault("is not UTF-8");
    if (!(piece.score > -1e30f && piece.score < 1e30f)) return fault("has no finite score");
    if (!seen.insert(piece.text).second) return fault("is there twice");
  }
  if (model.unknown_id < 0 || static_cast<size_t>(model.unknown_id) >= model.pieces.size()) {
    return Wrong("gives the unknown token an id beyond its pieces");
  }
  return {};
}

}  // namespace

Result<SpmModel> ReadSpm(std::string_view bytes) {
  if (bytes.size() > kMaxSpmBytes) {
    return Fail(Code::kTooLarge, "the SentencePiece model has more than 32 MiB");
  }
  SpmModel model;
  std::string denormalizer;
  bool too_many = false;
  const bool read = EachField(bytes, [&](const WireField& field) {
    if (field.number > proto::kDenormalizer || field.type != 2) return field.number > 5;
    if (field.number == proto::kPieces) {
      too_many = model.pieces.size() == kMaxSpmPieces;
      return !too_many && ReadPiece(field.bytes, &model);
    }
    if (field.number == proto::kTrainer) return ReadTrainer(field.bytes, &model);
    if (field.number == proto::kNormalizer) return ReadCharsmap(field.bytes, &model.charsmap);
    if (field.number == proto::kDenormalizer) return ReadCharsmap(field.bytes, &denormalizer);
    return true;
  });
  if (too_many) {
    return Fail(Code::kTooLarge, "the SentencePiece model has more than 1000000 pieces");
  }
  if (!read) return Wrong("is cut off or is no such file");
  model.denormalizes = !denormalizer.empty();
  if (auto sound = Check(model); !sound) return Failure(sound.error());
  return model;
}

}  // namespace redquill::model
