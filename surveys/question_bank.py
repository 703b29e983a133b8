"""The question bank: ready questions by topic, each topic short enough to be sent as one pulse."""

from collections.abc import Mapping
from types import MappingProxyType

from surveys.questions import Element, Question, make_agreement, make_choice, make_comment, make_enps

QUESTION_BANK: Mapping[str, tuple[Question, ...]] = MappingProxyType(
    {
        "readiness": (
            make_agreement("I understand why this change is happening."),
            make_agreement("I believe this change is right for us."),
            make_agreement("My team has the time and people that this change needs."),
            make_agreement("Our leaders stand behind this change."),
            make_comment("What would have to be true for you to feel ready?"),
        ),
        "clarity": (
            make_agreement("I know what changes for me."),
            make_agreement("I know when it changes for me."),
            make_agreement("I know where to ask when something is unclear."),
        ),
        "training": (
            make_agreement("The training prepared me for my own work."),
            make_agreement("I had time to practise."),
            make_choice(
                "Which help would you like most?",
                ("Classroom session", "Short videos", "Written guide", "A colleague beside me", "None, I am fine"),
            ),
            make_comment("What was missing?"),
        ),
        "tool": (
            make_agreement("The new tool makes my work easier."),
            make_agreement("I can do what I need in the new tool without help."),
            make_agreement("When the tool fails me, I get help quickly."),
            make_enps("How likely are you to recommend the new tool to a colleague?"),
        ),
        "adkar": (
            make_agreement("I am aware of why we need this change.", Element.AWARENESS),
            make_agreement("I want to take part in this change.", Element.DESIRE),
            make_agreement("I know how to work in the new way.", Element.KNOWLEDGE),
            make_agreement("I am able to work in the new way today.", Element.ABILITY),
            make_agreement("What I get back makes me keep working in the new way.", Element.REINFORCEMENT),
        ),
        "post-go-live": (
            make_agreement("I use the new way of working for most of my work."),
            make_agreement("The old way is no longer needed in my team."),
            make_agreement("Problems since the start were solved in good time."),
            make_agreement("All in all, the change was worth it."),
            make_comment("What should we do differently next time?"),
        ),
    }
)
