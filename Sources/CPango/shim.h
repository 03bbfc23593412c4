// Order matters: the fontconfig header declares what pangofc-fontmap.h takes.
#include <fontconfig/fontconfig.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-fontmap.h>
