#ifndef REDQUILL_APPS_REDQUILL_ENGINE_OPTIONS_H_
#define REDQUILL_APPS_REDQUILL_ENGINE_OPTIONS_H_

#include "base/error.h"
#include "config/config.h"
#include "engine/open.h"

namespace redquill::app {

/// How backends run, as the configuration's engine.* keys say. kInvalidArgument names
/// engine.providers where it lists something unknown.
Result<engine::OpenOptions> EngineOptions(const config::Config::Engine& engine);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_ENGINE_OPTIONS_H_
