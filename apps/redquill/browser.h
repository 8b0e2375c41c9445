#ifndef REDQUILL_APPS_REDQUILL_BROWSER_H_
#define REDQUILL_APPS_REDQUILL_BROWSER_H_

#include <string>

namespace redquill::app {

/// Asks the desktop to show a page in the person's browser. Does nothing where there is no desktop
/// or it has no such command; never waits.
void OpenBrowser(const std::string& url);

}  // namespace redquill::app

#endif  // REDQUILL_APPS_REDQUILL_BROWSER_H_
