"""What a tenant can set about stations."""

from typing import Final

from chargehouse.kernel.setting import Setting, Whole

TIMELINE_DAYS: Final = Setting(
    "stations.timeline_days",
    Whole(1, 3650, "days"),
    30,
    "How long the frames that chargers sent and got are kept. What is older is deleted for good.",
    dangerous=True,
)
SETTINGS: Final = (TIMELINE_DAYS,)
