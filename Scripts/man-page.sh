#!/bin/sh
# Writes the manual page of a built runner to stdout, from the help of its commands: Scripts/man-page.sh PROGRAM
set -eu
runner=$1

# What troff would take for a request, an escape or a typographic hyphen.
escaped() { sed -e 's/\\/\\e/g' -e 's/-/\\-/g' -e "s/^\([.']\)/\\\\\&\1/"; }

# Help as it is: the program has broken its lines.
verbatim() {
  echo .nf
  escaped
  echo .fi
}

# The names in the root's list of commands.
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
