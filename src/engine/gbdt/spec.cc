#include "engine/gbdt/spec.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/json_object.h"

namespace redquill::engine::gbdt {
namespace {

using nlohmann::json;

constexpr uint64_t kMostFeatures = 4096, kMostColumns = uint64_t{1} << 20;
constexpr size_t kMostBlocks = 16, kMostGammas = 4, kMostName = 64;

BlockSpec ReadBlock(const json& value, const std::string& path, JsonFault* fault) {
  JsonObject in(value, path, fault);
  BlockSpec block;
  block.name = in.Text("name", kMostName);
  block.columns = static_cast<uint32_t>(in.Count("columns", kMostColumns));
  if (block.columns == 0) fault->Set(in.PathOf("columns"), "must be at least 1");
  in.Finish();
  return block;
}

FoldedSpec ReadFolded(const json& value, const std::string& path, const Spec& spec,
                      JsonFault* fault) {
  JsonObject in(value, path, fault);
  FoldedSpec folded;
  folded.block = in.Text("block", kMostName);
  folded.fold = static_cast<uint32_t>(in.Count("fold", kMostColumns));
  const int block = spec.BlockOf(folded.block);
  if (block < 0) {
    fault->Set(in.PathOf("block"), "must name one of the blocks");
  } else if (folded.fold == 0 || spec.blocks[static_cast<size_t>(block)].columns % folded.fold) {
    fault->Set(in.PathOf("fold"), "must divide the block's columns");
  }
  in.Finish();
  return folded;
}

PartSpec ReadPart(const json& value, const std::string& path, const Spec& spec, size_t prompts,
                  JsonFault* fault) {
  JsonObject in(value, path, fault);
  PartSpec part;
  if (in.Has("name")) part.name = in.Text("name", kMostName);
  in.Each("blocks", kMostBlocks, [&](const json& name, const std::string& at) {
    part.blocks.push_back(JsonText(name, at, kMostName, fault));
    if (spec.BlockOf(part.blocks.back()) < 0) fault->Set(at, "must name one of the blocks");
  });
  in.Each("folded", kMostBlocks, [&](const json& folded, const std::string& at) {
    part.folded.push_back(ReadFolded(folded, at, spec, fault));
  });
  part.by_prompt = in.Bool("by_prompt");
  part.blend = in.Number("blend");
  part.trees = in.Text("trees", 256);
  in.Finish();
  if (part.blend < 0 || part.blend > 1) fault->Set(in.PathOf("blend"), "must be within 0 and 1");
  if (!part.folded.empty() && !part.by_prompt) {
    fault->Set(in.PathOf("folded"), "needs a part that goes by prompt");
  }
  if (part.by_prompt && prompts == 0) fault->Set(in.PathOf("by_prompt"), "needs prompts");
  return part;
}

void CheckParts(const Spec& spec, JsonFault* fault) {
  const auto& parts = spec.parts;
  if (parts.empty()) return fault->Set("config.parts", "must not be empty");
  if (parts.size() == 1) {
    if (parts[0].by_prompt) fault->Set("config.parts[0].by_prompt", "needs a second part");
    return;
  }
  if (parts.size() != 2 || !parts[0].by_prompt || parts[1].by_prompt ||
      parts[0].name == parts[1].name) {
    fault->Set("config.parts", "must be one part, or one that goes by prompt and one that doesn't");
  }
}

}  // namespace

int Spec::BlockOf(std::string_view name) const {
  const auto found =
      std::find_if(blocks.begin(), blocks.end(), [&](const auto& b) { return b.name == name; });
  return found == blocks.end() ? -1 : static_cast<int>(found - blocks.begin());
}

Result<Spec> ReadSpec(const json& config, size_t prompts) {
  JsonFault fault;
  JsonObject in(config, "config", &fault);
  Spec spec;
  spec.features = static_cast<uint32_t>(in.Count("features", kMostFeatures));
  in.Each("blocks", kMostBlocks, [&](const json& value, const std::string& path) {
    BlockSpec block = ReadBlock(value, path, &fault);
    if (spec.BlockOf(block.name) >= 0) fault.Set(path + ".name", "must not come twice");
    spec.blocks.push_back(std::move(block));
  });
  in.Each("gammas", kMostGammas, [&](const json& value, const std::string& path) {
    const double gamma = value.is_number() ? value.get<double>() : 0;
    if (!(gamma > 0 && gamma <= 100)) fault.Set(path, "must be a number above 0, at most 100");
    spec.gammas.push_back(gamma);
  });
  in.Each("parts", 2, [&](const json& value, const std::string& path) {
    spec.parts.push_back(ReadPart(value, path, spec, prompts, &fault));
  });
  if (in.Has("topics")) {
    spec.topics = in.Text("topics", kMostName);
    if (spec.BlockOf(spec.topics) < 0) fault.Set("config.topics", "must name one of the blocks");
    if (prompts == 0) fault.Set("config.topics", "needs prompts");
  }
  if (spec.features == 0) fault.Set("config.features", "must be at least 1");
  CheckParts(spec, &fault);
  if (fault.first) {
    return Fail(Code::kCorrupt, "manifest.json: " + fault.first->message, fault.first->field);
  }
  return spec;
}

json ToJson(const Spec& spec) {
  json blocks = json::array(), parts = json::array();
  for (const auto& block : spec.blocks) {
    blocks.push_back({{"name", block.name}, {"columns", block.columns}});
  }
  for (const auto& part : spec.parts) {
    json folded = json::array();
    for (const auto& f : part.folded) folded.push_back({{"block", f.block}, {"fold", f.fold}});
    json one = {{"blocks", part.blocks},
                {"folded", folded},
                {"by_prompt", part.by_prompt},
                {"blend", part.blend},
                {"trees", part.trees}};
    if (!part.name.empty()) one["name"] = part.name;
    parts.push_back(std::move(one));
  }
  json config = {
      {"features", spec.features}, {"blocks", blocks}, {"gammas", spec.gammas}, {"parts", parts}};
  if (!spec.topics.empty()) config["topics"] = spec.topics;
  return config;
}

}  // namespace redquill::engine::gbdt
