# What Discord shows of commands besides their own words. A description holds 100 characters, a menu's entry 32.

discord-menu-lesson = Save as lesson
discord-menu-action = Make an action
discord-menu-update = Put into the Update

discord-topic-meeting = Meetings: plan, answer, agenda, minutes
discord-topic-action = Actions: who does what by when
discord-topic-summary = Confidential summaries: draft, approve, release, acknowledge
discord-topic-engagement = Joint engagements with a company
discord-topic-bank = The question bank: what to ask a company
discord-topic-question = Questions to the network, and answers
discord-topic-lesson = Lessons learnt: keep them, find them
discord-topic-tool = Tools peers use, and what they think of them
discord-topic-expertise = Expertise offered and needed
discord-topic-update = The Affiliate Update: collect its items
discord-topic-digest = The Affiliate Update: check and send an issue
discord-topic-group = Working groups and who takes part in them
discord-topic-programme = Programmes, their days, and who takes part
discord-topic-organisation = Organisations, and what they buy from whom
discord-topic-contract = Public contracts: what they disclose, who may be told
discord-topic-person = People, their roles, language and time zone
discord-topic-room = Rooms, and what may be read in them
discord-topic-audit = The record: who did or was refused what
discord-topic-hold = Legal hold: what may not be erased

discord-branch-paper = paper
discord-branch-paper-about = One question or one letter, by its reference

discord-ask-text = The text. Leave it out to write it in a form.
discord-ask-code = Reference, as in the list
discord-ask-findings = What was found; leave it out to write it in a form. Nothing by which a worker could be known.
discord-ask-changes = What has to change. Leave it out to write it in a form.
discord-ask-accept = Does your organisation accept the ground rules, and has it no conflict of interest?
discord-ask-agree = Do you agree that the other buyers of this company learn that you buy there?
discord-ask-engagement-agree-agree = Do you agree with it? Yes, if left out.
discord-ask-engagement-code = Reference, as in the list
discord-ask-engagement-reason = For what reason? Leave it out to write it in a form.
