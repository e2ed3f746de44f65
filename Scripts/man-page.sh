#!/bin/sh
# Writes the manual page of a built runner to stdout, from the help of its commands: Scripts/man-page.sh PROGRAM
set -eu
runner=$1

# Escapes what troff would read as a request, an escape or a typographic hyphen.
escaped() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\([.']\)/\\\\\&\1/"; }

# Help unchanged: the program has already wrapped its lines.
verbatim() {
  echo .nf
  escaped
  echo .fi
}

# The command names in the main help.
commands() { "$runner" --help | sed -n '/^SUBCOMMANDS:/,$s/^  \([a-z][a-z]*\).*/\1/p'; }

echo ".TH RUNNER 1 \"\" \"$("$runner" --version)\" \"User Commands\""
echo .SH NAME
echo 'runner \- a reproducible experiment runner'
echo .SH DESCRIPTION
"$runner" --help | verbatim
for command in $(commands); do
  echo ".SH runner $command"
  "$runner" "$command" --help | verbatim
done
