#include "CAssets.h"

static const unsigned char index_html[] = {
#embed "page/index.html"
};
static const unsigned char style_css[] = {
#embed "page/style.css"
};
static const unsigned char icon_svg[] = {
#embed "page/icon.svg"
};
static const unsigned char app_js[] = {
#embed "page/app.js"
};
static const unsigned char chart_js[] = {
#embed "page/chart.js"
};
static const unsigned char detail_js[] = {
#embed "page/detail.js"
};
static const unsigned char dom_js[] = {
#embed "page/dom.js"
};
static const unsigned char errors_js[] = {
#embed "page/errors.js"
};
static const unsigned char files_js[] = {
#embed "page/files.js"
};
static const unsigned char format_js[] = {
#embed "page/format.js"
};
static const unsigned char live_js[] = {
#embed "page/live.js"
};
static const unsigned char overview_js[] = {
#embed "page/overview.js"
};
static const unsigned char tables_js[] = {
#embed "page/tables.js"
};
static const unsigned char token_html[] = {
#embed "page/token.html"
};
static const unsigned char upload_js[] = {
#embed "page/upload.js"
};

#define ASSET(name, type, bytes) {name, type, bytes, sizeof(bytes)}
#define SCRIPT(name, bytes) ASSET(name, "text/javascript; charset=utf-8", bytes)

static const struct fp_asset assets[] = {
    ASSET("index.html", "text/html; charset=utf-8", index_html),
    ASSET("token.html", "text/html; charset=utf-8", token_html),
    ASSET("style.css", "text/css; charset=utf-8", style_css),
    ASSET("icon.svg", "image/svg+xml", icon_svg),
    SCRIPT("app.js", app_js),
    SCRIPT("chart.js", chart_js),
    SCRIPT("detail.js", detail_js),
    SCRIPT("dom.js", dom_js),
    SCRIPT("errors.js", errors_js),
    SCRIPT("files.js", files_js),
    SCRIPT("format.js", format_js),
    SCRIPT("live.js", live_js),
    SCRIPT("overview.js", overview_js),
    SCRIPT("tables.js", tables_js),
    SCRIPT("upload.js", upload_js),
};

const struct fp_asset *fp_asset_at(size_t index) {
    return index < sizeof(assets) / sizeof(assets[0]) ? &assets[index] : NULL;
}
