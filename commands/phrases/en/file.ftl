# Files for the registry that staff bring in a chat. What is said of a row or a cell stands in import.ftl.

topic-file = file | import
verb-file-add = add
verb-file-list = list
verb-file-show = show
verb-file-import = import | take
verb-file-drop = drop

about-file-add = Bring a CSV file for the registry; it is rehearsed first
about-file-list = The files that wait, and those of the last thirty days
about-file-show = What became of a file, and how far it is
about-file-import = Take a rehearsed file in
about-file-drop = Give up a file, or stop while it is taken in

option-file = file
option-sure = sure
option-without-refused = without-refused
ask-file = A CSV file, with the names of the columns in its first row
ask-sure = Shall it be taken in as shown? With no it is given up.
ask-without-refused = Shall the refused rows be left out, and the others taken? yes or no
ask-file-code = Which file? For example: FIL-7KQ4
discord-topic-file = Files for the registry: bring, check, take in

word-file-kind-organisations = organisations
word-file-kind-affiliations = affiliations
word-file-kind-companies = companies
word-file-kind-models = models
word-file-kind-facilities = facilities
word-file-kind-links = links
word-file-kind-purchases = purchases
word-file-kind-contracts = contracts
word-file-state-received = to be rehearsed
word-file-state-shown = waits for a yes
word-file-state-taking = being taken in
word-file-state-taken = taken in
word-file-state-dropped = given up
word-file-state-unfit = can't be taken

import-spreadsheet = This is a workbook or an archive, not a table as text. Save the sheet as CSV in UTF-8 and bring that file.
file-none = There is no file with it. Drop a CSV file in the staff room, or choose one in the form.
file-many = { $most } files wait already. Take one in or give one up first: `file list` shows them.
file-in-clear = The file came without end-to-end encryption, so anybody on the way could have changed it. Send it again from a client that encrypts files.
file-altered = The file is not what was sent: its checksum differs. Nothing was kept of it. Send it again.
file-unreachable = The file can't be fetched from its server now. Send it again.
file-received = I have it, as { $code }. It is rehearsed now, and you will see what each row comes to before anything is written.
file-shown = Rehearsal of { $code } ({ $kind }): { $rows ->
    [one] one row.
   *[other] { $rows } rows.
} Nothing was written. The table above has each row's verdict.
file-refused = Nothing of { $code } is taken in while { $count ->
    [one] one row is refused. Mend it and bring the file again, or have the others taken:
   *[other] { $count } rows are refused. Mend them and bring the file again, or have the others taken:
}
file-refused-all = Nothing of { $code } can be taken in: { $count ->
    [one] its only row is refused.
   *[other] all of its { $count } rows are refused.
} Mend the file and bring it again; this one can go:
file-nothing-new = All of it is in the registry already. There is nothing to do.
file-no-reason = no reason given
line-file-row = Row { $row }{ $column ->
    [none] {""}
   *[other] , { $column }
}: **{ $verdict }**. { $why }
file-begun = { $code } is being taken in now. I tell you how far it is, and when it is done.
file-progress = { $code }: { $done } of { $rows } rows.
file-taken = { $code } is taken in.
file-shown-again = What was shown of { $code } is too old for a yes. It is rehearsed again, and you are asked again.
file-dropped = { $code } is given up, and what it held is deleted. { $taken ->
    [0] Nothing of it was written.
   *[other] Its first { $taken } rows were gone through by then, and what was taken of them stays.
}
file-unfit = { $code } can't be taken in: nothing was written, and nothing is kept of it. Mend the file and bring it again.
file-gone = What it held is not here any more. Bring the file again.
file-not-now = { $code } waits for no yes. `file show` tells what became of it.
file-others = { $code } is taken in by whoever brought it. You can give it up by `file drop`, and bring the file yourself.
file-over = { $code } is over already. `file show` tells what became of it.
file-list-none = No file waits, and none was brought in the last thirty days.
file-list = { $count ->
    [one] One file:
   *[other] { $count } files:
}
line-file = { $code }: { $state }{ $kind ->
    [none] {""}
   *[other] , { $kind } { $done }/{ $rows }
}, by { $by }
file-one = { $code } “{ $name }”: { $state }{ $kind ->
    [none] {""}
   *[other] , { $kind } { $done }/{ $rows }
}. Brought by { $by }, { $at }.
waiting-file = { $code } was rehearsed and waits for your yes.
file-table-cut = This table ends here, after { $rows } rows. { $count } more were judged and are not listed. Bring the file in parts to see them all.
