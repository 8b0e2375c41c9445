#include "table/file_essays.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "table/bytes.h"

namespace redquill::table {
namespace {

namespace fs = std::filesystem;

std::string IdOf(const fs::path& path) {
  if (path == "-") return "stdin";
  return path.extension() == ".txt" ? path.stem().string() : path.filename().string();
}

// Up to the limit of a table's cell.
Result<std::string> ReadText(Bytes& bytes, const std::string& name) {
  const size_t limit = Limits().cell_bytes;
  std::string text;
  char buffer[1 << 16];
  for (;;) {
    auto got = bytes.Read(buffer);
    if (!got) return Failure(got.error());
    if (*got == 0) return text;
    if (text.size() + *got > limit) {
      return Fail(Code::kTooLarge, name + " has more than " + std::to_string(limit) +
                                       " bytes; one file is one essay, many essays go in a table "
                                       "(.csv, .tsv, .jsonl)");
    }
    text.append(buffer, *got);
  }
}

class FileEssay : public EssayReader {
 public:
  FileEssay(std::unique_ptr<Bytes> bytes, std::string path)
      : bytes_(std::move(bytes)), path_(std::move(path)) {}

  Result<bool> Next(EssayRow& essay) override {
    if (!bytes_) return false;
    essay = EssayRow();
    essay.id = IdOf(path_);
    auto text = ReadText(*bytes_, path_ == "-" ? "the standard input" : path_);
    bytes_.reset();
    if (text) {
      essay.text = std::move(*text);
    } else {
      essay.error = std::move(text.error());
    }
    return true;
  }

 private:
  std::unique_ptr<Bytes> bytes_;
  std::string path_;
};

class FolderEssays : public EssayReader {
 public:
  FolderEssays(fs::path folder, std::vector<std::string> names)
      : folder_(std::move(folder)), names_(std::move(names)) {}

  Result<bool> Next(EssayRow& essay) override {
    if (at_ == names_.size()) return false;
    const std::string path = (folder_ / names_[at_++]).string();
    auto file = EssayOfFile(path);
    if (file) return (*file)->Next(essay);
    essay = EssayRow();
    essay.id = IdOf(path);
    essay.error = std::move(file.error());
    return true;
  }

 private:
  fs::path folder_;
  std::vector<std::string> names_;
  size_t at_ = 0;
};

}  // namespace

Result<std::unique_ptr<EssayReader>> EssayOfFile(const std::string& path) {
  auto bytes = OpenBytes(path);
  if (!bytes) return Failure(bytes.error());
  return std::make_unique<FileEssay>(std::move(*bytes), path);
}

Result<std::unique_ptr<EssayReader>> EssaysOfFolder(const std::string& path) {
  std::error_code failure;
  std::vector<std::string> names;
  fs::directory_iterator entries(path, failure);
  for (; !failure && entries != fs::directory_iterator(); entries.increment(failure)) {
    std::error_code unknown;
    if (entries->path().extension() == ".txt" && !entries->is_directory(unknown)) {
      names.push_back(entries->path().filename().string());
    }
  }
  if (failure) {
    return Fail(failure == std::errc::no_such_file_or_directory ? Code::kNotFound : Code::kIo,
                path + " can't be read: " + failure.message());
  }
  if (names.empty()) {
    return Fail(Code::kInvalidArgument,
                path + " has no .txt file; each essay of a folder is a .txt file right in it");
  }
  std::sort(names.begin(), names.end());
  return std::make_unique<FolderEssays>(path, std::move(names));
}

}  // namespace redquill::table
