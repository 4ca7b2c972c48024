#!/usr/bin/env bash
# Make sure that there is a Chromium for the browser tests, and a font with Arabic letters for what it shows.
set -euo pipefail

browser() { command -v chromium-headless-shell || command -v chromium || command -v chromium-browser || command -v google-chrome || command -v chrome; }
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

system_install() {
  if command -v apt-get; then
    # The shell is Chromium without a window of its own: pages open four times as fast.
    as_root apt-get update -qq && for package in chromium-headless-shell chromium; do
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$package" fonts-noto-core && break
    done
  elif command -v dnf; then
    as_root dnf install -y -q chromium google-noto-naskh-arabic-fonts
  elif command -v pacman; then
    as_root pacman -S --noconfirm --quiet chromium noto-fonts
  else
    return 1
  fi
} > /dev/null

browser > /dev/null && fc-list :lang=ar 2> /dev/null | grep -q . && exit 0
echo "Installing Chromium for the browser tests …"
system_install || browser > /dev/null || .venv/bin/playwright install chromium
