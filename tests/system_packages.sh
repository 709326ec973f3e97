#!/usr/bin/env bash
# What the tests need from the system: a browser and a font with Chinese characters. Installed where this may be done;
# elsewhere the tests that need them are skipped and say so.
set -u
have_font() { command -v fc-list >/dev/null && fc-list :lang=zh | grep -q .; }
have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
if have_browser && have_font; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "installing chromium and fonts-noto-cjk for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1 ||
        echo "they could not be installed: browser tests will be skipped"
fi
exit 0
