# prepare.sh: what ./run and ./test share: Debian packages, npm packages, the built browser application.
# Sourced by bash with the repository as the current folder. Every step leaves a stamp and is skipped while the stamp
# fits, so that a second start costs almost nothing.

say() { printf '== %s\n' "$*"; }
fail() { printf '错误 / error: %s\n' "$*" >&2; exit 3; }

BUILD_PACKAGES="gcc libc6-dev pkg-config meson ninja-build python3 ca-certificates
    libintelrdfpmath-dev libicu-dev libpcre2-dev libxml2-dev libssl-dev
    libmicrohttpd-dev libxlsxwriter-dev zlib1g-dev"
TEST_PACKAGES="libcmocka-dev clang libclang-rt-14-dev chromium fonts-noto-cjk sqlite3 libsqlite3-dev"

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# The packages among the arguments that are not installed.
missing_packages() {
    local wanted=$* present
    present=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' $wanted 2>/dev/null | sed -n 's/^installed //p')
    printf '%s\n' $wanted | grep -vxF "$present" || true
}

node_is_usable() {
    command -v npm >/dev/null 2>&1 || return 1
    local major
    major=$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null) || return 1
    [ "$major" -ge 18 ]
}

# need_packages PACKAGE...: installs what is missing, and Node with npm unless there is one of version 18 or later.
need_packages() {
    command -v dpkg-query >/dev/null || fail "需要 Debian 12（没有 dpkg-query） / Debian 12 is needed (no dpkg-query)"
    local missing
    missing=$(missing_packages "$@")
    node_is_usable || missing="$missing nodejs npm"
    missing=$(echo $missing)
    [ -n "$missing" ] || return 0
    say "安装 / installing: $missing"
    if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
        fail "缺少软件包，请用 root 执行 / packages are missing, run as root: apt-get install $missing"
    fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q </dev/null || fail "apt-get update"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing </dev/null ||
        fail "apt-get install $missing"
}

# fingerprint PATH...: one hash over names and contents of all files named or below.
fingerprint() {
    find "$@" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1
}

# stamped FILE HASH: the step that wrote FILE was made from the same input.
stamped() {
    [ -f "$1" ] && [ "$(cat "$1")" = "$2" ]
}

# quietly LOG COMMAND...: the output is shown only when the command fails.
quietly() {
    local log=$1
    shift
    "$@" >"$log" 2>&1 </dev/null || { cat "$log" >&2; return 1; }
    rm -f "$log"
}

npm_install() {
    local folder=$1 wanted
    wanted=$(fingerprint "$folder/package.json" "$folder/package-lock.json")
    stamped "$folder/node_modules/.installed" "$wanted" && return 0
    say "npm ci ($folder)"
    quietly "$folder/npm.log" npm ci --prefix "$folder" --no-audit --no-fund --loglevel=error || fail "npm ci ($folder)"
    printf '%s\n' "$wanted" >"$folder/node_modules/.installed"
}

# SQLite comes as the amalgamation inside a pinned npm package; nothing of that package is run.
SQLITE_OLDEST=3.51.3
prepare_sqlite() {
    npm_install deps
    local source=deps/node_modules/better-sqlite3/deps/sqlite3/sqlite3.c version oldest
    version=$(sed -n 's/^#define SQLITE_VERSION  *"\(.*\)"/\1/p' "$source") || true
    oldest=$(printf '%s\n' "$version" "$SQLITE_OLDEST" | sort -V | head -n 1)
    [ -n "$version" ] && [ "$oldest" = "$SQLITE_OLDEST" ] ||
        fail "SQLite ${version:-?} 太旧，至少要 $SQLITE_OLDEST / SQLite ${version:-?} is too old, $SQLITE_OLDEST is needed"
}

prepare_web() {
    [ -f web/package.json ] || return 0
    npm_install web
    local inputs=() name wanted
    for name in package.json package-lock.json index.html vite.config.js public scripts src; do
        [ -e "web/$name" ] && inputs+=("web/$name")
    done
    wanted=$(fingerprint "${inputs[@]}")
    stamped web/dist/.built "$wanted" && return 0
    say "浏览器应用 / browser application"
    quietly web/build.log npm run --silent --prefix web build || fail "npm run build (web)"
    printf '%s\n' "$wanted" >web/dist/.built
}

# configure FOLDER OPTION...: meson setup once; the options are compared with those of the last time.
configure() {
    local folder=$1 wanted
    shift
    wanted="$* CC=${CC:-}"
    if [ -f "$folder/build.ninja" ]; then
        stamped "$folder/.options" "$wanted" && return 0
        rm -rf "$folder"
    fi
    say "meson setup $folder"
    quietly "$folder.log" meson setup "$folder" "$@" || fail "meson setup $folder"
    printf '%s\n' "$wanted" >"$folder/.options"
}

# compile FOLDER TARGET...: silent unless something is wrong or much has to be built.
compile() {
    local folder=$1
    shift
    ninja -C "$folder" --quiet "$@" </dev/null | sed '/no work to do/d' || fail "ninja -C $folder $*"
}
