#include "CFPFormats.h"

// The order in which formats are tried is that of these files, and that within each file: what asks more of a line
// stands first. A new file is one line here.
static const unsigned char formats[] = {
#embed "json.formats" suffix(, '\n', )
#embed "web.formats" suffix(, '\n', )
#embed "security.formats" suffix(, '\n', )
#embed "syslog.formats" suffix(, '\n', )
#embed "service.formats" suffix(, '\n', )
#embed "system.formats" suffix(, '\n', )
#embed "database.formats" suffix(, '\n', )
#embed "container.formats" suffix(, '\n', )
#embed "language.formats" suffix(, '\n', )
#embed "application.formats" suffix(, '\n', )
#embed "general.formats" suffix(, '\n', )
};

const unsigned char *fp_formats(void) { return formats; }
size_t fp_formats_count(void) { return sizeof formats; }
