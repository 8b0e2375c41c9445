#include "model/library.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <system_error>

#include "base/quote.h"
#include "model/members_beside.h"

namespace redquill::model {
namespace {

namespace fs = std::filesystem;

Result<std::vector<std::string>> PackageFiles(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code error;
  fs::directory_iterator at(folder, error);
  for (; !error && at != fs::directory_iterator(); at.increment(error)) {
    if (at->path().extension() == ".rqm") files.push_back(at->path().string());
  }
  if (error) {
    const bool missing = error == std::errc::no_such_file_or_directory;
    return Fail(missing ? Code::kNotFound : Code::kIo,
                "models folder " + folder + " can't be read: " + error.message());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string Join(const std::vector<std::string>& words) {
  std::string joined;
  for (const std::string& word : words) joined += (joined.empty() ? "" : ", ") + word;
  return joined;
}

Error Conflict(const std::string& name, const std::vector<std::string>& files) {
  return {Code::kConflict,
          "several packages are called " + name + ": " + Join(files) +
              "; move all but one of them out of the folder",
          name};
}

}  // namespace

Result<Library> ReadLibrary(const std::string& folder, const Limits& limits) {
  const auto files = PackageFiles(folder);
  if (!files) return Failure(files.error());
  return ReadPackages(*files, folder, limits);
}

Library ReadPackages(const std::vector<std::string>& files, const std::string& folder,
                     const Limits& limits) {
  Library library{.folder = folder, .entries = {}, .refused = {}};
  std::map<std::string, std::vector<Library::Entry>> by_name;
  for (const std::string& file : files) {
    if (auto heading = ReadHeading(file, limits)) {
      const std::string name = heading->manifest.name;
      by_name[name].push_back({.file = file, .heading = std::move(*heading)});
    } else {
      library.refused.push_back({.file = file, .error = heading.error()});
    }
  }
  for (auto& [name, entries] : by_name) {
    if (entries.size() == 1) {
      library.entries.push_back(std::move(entries.front()));
      continue;
    }
    std::vector<std::string> claimants;
    for (const auto& entry : entries) claimants.push_back(entry.file);
    for (const auto& file : claimants) {
      library.refused.push_back({.file = file, .error = Conflict(name, claimants)});
    }
  }
  std::sort(library.refused.begin(), library.refused.end(),
            [](const auto& a, const auto& b) { return a.file < b.file; });
  return library;
}

Result<std::shared_ptr<const Package>> Library::Open(const Entry& entry,
                                                     const Limits& limits) const {
  auto package = Package::Open(entry.file, limits);
  if (!package) return package;
  const auto members = MembersBeside((*package)->manifest().config);
  if (!members) return Failure(members.error(), entry.file);
  if (members->empty()) return package;
  std::vector<std::shared_ptr<const Package>> beside;
  for (const MemberBeside& member : *members) {
    const auto named = std::find_if(entries.begin(), entries.end(), [&](const Entry& one) {
      return one.heading.manifest.name == member.name;
    });
    if (named == entries.end() || named->heading.digest != member.digest) {
      return Fail(Code::kNotFound,
                  entry.file + ": its member " + member.name + " (digest " + member.digest +
                      ") must lie in the same folder; " +
                      (named == entries.end() ? "there is no package of that name in " + folder
                                              : named->file + " is another version, of digest " +
                                                    named->heading.digest),
                  "model");
    }
    auto opened = Package::Open(named->file, limits);
    if (!opened) return opened;
    beside.push_back(*std::move(opened));
  }
  return Package::Join(*std::move(package), std::move(beside));
}

Result<std::shared_ptr<const Package>> Library::Load(std::string_view name,
                                                     const Limits& limits) const {
  std::vector<std::string> names;
  for (const Entry& entry : entries) {
    if (entry.heading.manifest.name == name) return Open(entry, limits);
    names.push_back(entry.heading.manifest.name);
  }
  for (const Refused& one : refused) {
    if (one.error.code == Code::kConflict && one.error.field == name) return Failure(one.error);
  }
  std::string message = "there is no model " + Quoted(name) + " in " + folder + "; ";
  message += names.empty() ? "it holds no packages (*.rqm)" : "there are: " + Join(names);
  if (!refused.empty()) {
    message +=
        "; " + std::to_string(refused.size()) + " more can't be used: see `redquill models list`";
  }
  return Fail(Code::kNotFound, message, "model");
}

Result<std::shared_ptr<const Package>> LoadModel(const std::string& name_or_path,
                                                 const std::string& folder, const Limits& limits) {
  if (name_or_path.find('/') != std::string::npos || name_or_path.ends_with(".rqm")) {
    auto package = Package::Open(name_or_path, limits);
    if (!package) return package;
    const auto members = MembersBeside((*package)->manifest().config);
    if (!members) return Failure(members.error(), name_or_path);
    if (members->empty()) return package;
    const fs::path parent = fs::path(name_or_path).parent_path();
    const auto around = ReadLibrary(parent.empty() ? "." : parent.string(), limits);
    if (!around) return Failure(around.error());
    return around->Open({.file = name_or_path, .heading = {}}, limits);
  }
  const auto library = ReadLibrary(folder, limits);
  if (!library) return Failure(library.error());
  return library->Load(name_or_path, limits);
}

}  // namespace redquill::model
