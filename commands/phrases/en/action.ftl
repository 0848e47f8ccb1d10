topic-action = action
verb-action-add = add
verb-action-done = done
verb-action-drop = drop
verb-action-reopen = reopen
verb-action-hand-on = hand-on | hand on
verb-action-postpone = postpone
verb-action-list = list
verb-action-show = show

about-action-add = Put down who does what by when
about-action-done = Say that an action is done
about-action-drop = Say that an action is not needed any more
about-action-reopen = Say that an action is to be done after all
about-action-hand-on = Hand an action on to somebody else
about-action-postpone = Give an action another day
about-action-list = The open actions, yours or the group's
about-action-show = An action: what, who, by when

option-owner = owner
option-due = due | by
option-whose = whose

ask-owner = Who does it? For example: Ana Dupont
ask-due = By which day? For example: 15 March
ask-whose = Whose: yours, or the group's?
ask-action-code = Which action? For example: ACT-12
ask-action-add-text = What is to be done? Write it as your next message.

word-whose-mine = mine
word-whose-group = the group's
also-whose-group = group | everybody
word-action-state-open = open
word-action-state-done = done
word-action-state-dropped = dropped

action-added = { $code } is put down: { $owner }, by { $due }.
action-given = { $by } asks you to do this by { $due } ({ $code }): { $text }
action-done = { $code } is done.
action-dropped = { $code } is not needed any more.
action-reopened = { $code } is open again, by { $due }.
action-handed-on = { $code } is handed on to { $name }, who is told.
action-handed-on-from-you = { $code } is handed on to { $name }, you need not do it any more: { $text }
action-postponed = { $code } is to be done by { $due } now.
action-list = { $count ->
    [0] The group has no open action.
    [one] One open action:
   *[other] { $count } open actions:
}
action-list-mine = { $count ->
    [0] You have no open action.
    [one] You have one open action:
   *[other] You have { $count } open actions:
}
action-shown = **{ $code }** – { $owner } ({ $organisation }), by { $due }, { $state }{ $overdue ->
    [1] , **overdue**
   *[other] {""}
}
action-text = { $text }
action-reminder = By { $due } you wanted to do this ({ $code }): { $text }
action-overdue = This was to be done by { $due } ({ $code }): { $text }
action-left-behind = { $count ->
    [0] { $name } has no open action.
    [one] { $name } leaves one open action, which somebody has to take over:
   *[other] { $name } leaves { $count } open actions, which somebody has to take over:
}
line-action = **{ $code }** { $text } – { $owner } ({ $organisation }), { $due }{ $overdue ->
    [1] , **overdue**
   *[other] {""}
}
line-action-open = { $code } { $text } ({ $due })
line-action-waits = { $text } – by { $due }: { $step }

action-owner-outside = { $name } does not take part in { $group }.
action-closed-already = { $code } is not open any more.
action-open-already = { $code } is open.
action-theirs-already = { $code } is { $name }'s already.
