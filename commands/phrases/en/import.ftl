# Files that are taken into the registry (`python -m bot import`): what is said of a file, a row, a cell.

import-too-large = The file has more than { $most } MB. Split it; each part keeps the header.
import-too-long = The file has more than { $most } rows. Split it; each part keeps the header.
import-empty = The file has no header. Its first row names the columns.
import-encoding = Line { $line } can't be read as text. Save the file as CSV in UTF-8.
import-nul = Line { $line } holds a NUL byte, which no text has. Save the file as CSV in UTF-8.
import-broken = The table is broken at row { $line }: a quotation mark is not closed, or text follows one. Mend that row, or save the file as CSV anew.
import-cell-huge = Row { $line } has a cell of more than { $most } characters, or a quotation mark that is never closed. Mend that row, or save the file as CSV anew.
import-header = The first row names no kind of file that I know: { $given }. It has to name the columns of one of these:
import-columns = { $kind }: it has { $required }{ $optional ->
    [none] {""}
   *[other] ; it may have { $optional }
}.
import-column-hidden = The name of column { $number } holds a character that nobody sees. Type that name anew.
import-column-unknown = I don't know the column { $column } of a file of { $kind }. Rename it or take it out.
import-column-twice = The column { $column } is there twice. Rename one of the two, or take it out.
import-staff-only = Only staff can bring this kind of file; a buyer can bring its own purchases.
import-read-as = The file is not in UTF-8; it is read as { $encoding }. Look whether the names with accents are right.

import-ragged = The row has { $cells ->
    [one] one cell
   *[other] { $cells } cells
}, the header { $columns }: a separator or a quotation mark is missing here, or one is too many.
import-contradicts = It says something else than row { $line }, of the same thing. Keep one of the two.
import-period = It ends before it begins.
import-cell-empty = Something has to stand here.
import-cell-long = At most { $most } characters fit here.
import-cell-many = At most { $most } names fit here.
import-cell-hidden = There is a character here that nobody sees. Type the text anew.
import-cell-word = “{ $said }” is none of: { $words }.
import-cell-country = “{ $said }” is no country. Write two letters, as BE (ISO 3166-1).
import-cell-zone = “{ $said }” is no time zone. Write it as Europe/Brussels (IANA).
import-cell-language = “{ $said }” is no language of mine. Write fr, en or both.
import-cell-day = “{ $said }” is no day. Write it as 2027-01-31.
import-cell-number = “{ $said }” is no whole number from { $least } to { $most }.
import-cell-flag = “{ $said }” is neither yes nor no.
import-company-unknown = No company is called { $name }. Bring it with a file of companies first, or by `organisation company`.
import-model-unknown = { $company } has no model { $name }. Bring it with a file of models first, or by `facility model`.
import-purchase-confirmed = Staff have confirmed what you buy of { $name }. Ask them to add to it, and leave the row out.
import-buyer-unknown = No buyer that you may speak for is called { $name }, or it is not active. Staff see its stage by `organisation show`, and add it by `organisation add`.
import-facility-unknown = No facility has the code or the name { $name } there. Bring it with a file of facilities first, or by `facility add`.
import-facility-several = Several facilities are called { $name }: { $codes }. Give the code of the one you mean.
import-facility-code = { $said } is no facility's code; one looks like FAC-7KQ4. Leave it empty for a new facility.
import-facility-other-code = { $name } is there already, as { $code }. Give that code, or none.
import-facility-merging = A file merges nothing. Use `facility merge`.

import-mixed = { $name } mixes letters of two alphabets that look alike. Type the name anew, if that is not meant.
import-lookalike = It looks the same as { $name }, which is there already, in other letters.
name-lookalike = This is not { $name }, although it looks the same: some of its letters are of another alphabet. If you mean { $name }, type the name anew; if not, give it another name.
import-double = It may be { $name } ({ $score } % alike). If it is, give its code here; or merge the two later by `facility merge`.

word-verdict-new = new
word-verdict-changed = changed
word-verdict-same = same
word-verdict-doubtful = doubtful
word-verdict-refused = refused
import-heading-row = row
import-heading-column = column
import-heading-verdict = verdict
import-heading-why = why
import-more-rows = { $count ->
    [one] One more row is not shown.
   *[other] { $count } more rows are not shown.
}
import-counts = { $new } new, { $changed } changed, { $same } same, { $doubtful } doubtful, { $refused } refused.
import-rehearsed = Nothing was written. { $refused ->
    [0] Add `--apply` to take the file in; what is doubtful is taken as it stands.
   *[other] Correct what is refused, and rehearse it again; or add `--apply --skip-refused` to take in the rest.
}
import-not-applied = Nothing was written, because { $count ->
    [one] one row is refused. Mend it, or add `--skip-refused` to take the others.
   *[other] { $count } rows are refused. Mend them, or add `--skip-refused` to take the others.
}
import-applied = { $kind ->
    [links] It is in the registry. Each link waits for `facility confirm`.
    [facilities] It is in the registry. `facility doubles` finds what may be there twice.
   *[other] It is in the registry.
}
import-organisation-ended = The membership of { $name } has ended. Take it back first (`organisation restore`), or name another.
import-organisation-unknown = There is no organisation { $name } in the network. Add it first (`organisation add`).
import-organisation-kind = { $name } is in the network already, as { $kind }; a file doesn't change that. Write { $kind }, or another name.
import-organisation-stage = { $name } is { $status }; a file takes nobody further or back. Leave the stage out here, and use `organisation advance`, `organisation suspend` or `organisation resume`.
import-organisation-staff = Nobody is added to the staff by a file. Take this row out.
