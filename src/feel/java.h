/* java.h: the few static methods of java.lang that FEEL's external functions name (DMN 1.5
*§10.3.2.13.2), so that models
** written against a Java engine run here. There is no Java: the methods stand in a table in java.c.
** Arithmetic is Java's own, binary floating point included: this is the only place of the engine
*where it occurs, and
** only because the model asks for java.lang.Math by name.
** Layer: feel. */
#ifndef HENG_FEEL_JAVA_H
#define HENG_FEEL_JAVA_H

#include "feel/feel.h"

/* class: "java.lang.Math"; signature: "max(double, double)". false when the table has no such
*method; an argument that does
** not convert to the parameter's type gives null and a note (E-EXTERNAL). */
bool feel_java_call(feel_run *run, str class_name, str signature, int argc, const feel_value *argv,
                    feel_value *out);

#endif
