"""The eight roadblocks on which changes founder; every risk and status may name one."""

ROADBLOCKS = {
    "resources": "Resources move away",
    "alignment": "Stakeholders drift apart",
    "resistance": "People resist",
    "timeline": "Timelines slip",
    "integration": "Integrations bite",
    "blind-spot": "Risks go unseen",
    "goals": "Goals stay vague",
    "skills": "Skills lag",
}
