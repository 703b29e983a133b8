"""The pacer's timetable, on an event loop whose clock is moved by hand."""

import asyncio

import pytest

from bot.pacer import CHANNEL_SECONDS, FALLBACK_RETRY_SECONDS, Pacer, read_retry_after


class LeapingLoop(asyncio.SelectorEventLoop):
    """An event loop that does not wait for its timers but sets its clock to them."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 1000.0

    def time(self) -> float:
        return self._now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:
            self._now = max(self._now, self._scheduled[0].when())
        super()._run_once()


def run(work) -> None:
    with asyncio.Runner(loop_factory=LeapingLoop) as runner:
        runner.run(work)


async def send(pacer: Pacer, count: int) -> list[float]:
    """Send as a drain does; the moments."""
    moments = []
    for _ in range(count):
        await pacer.wait_for_turn(asyncio.Event())
        pacer.take_turn()
        moments.append(asyncio.get_running_loop().time())
    return moments


def test_sends_keep_the_rate():
    async def work() -> None:
        moments = await send(Pacer(240), 41)
        assert moments[-1] - moments[0] == pytest.approx(10, abs=0.3)

    run(work())


def test_missed_moments_are_not_made_up_for_in_a_burst():
    async def work() -> None:
        pacer = Pacer(60)
        await send(pacer, 2)
        await asyncio.sleep(100)
        moments = await send(pacer, 5)
        assert moments[4] - moments[0] >= 3

    run(work())


def test_refusal_stops_everybody_and_slows_down():
    async def work() -> None:
        pacer = Pacer(600)
        await send(pacer, 3)
        refused_at = asyncio.get_running_loop().time()
        pacer.refuse(30)
        assert pacer.rate == pytest.approx(9)
        assert (await send(pacer, 1))[0] - refused_at == pytest.approx(30, abs=0.01)
        pacer.refuse(1)
        for _ in range(1000):
            pacer.succeed()
        assert pacer.rate == pytest.approx(10), "the rate comes back and goes no further"

    run(work())


def test_refusal_during_a_wait_makes_it_longer():
    async def work() -> None:
        pacer = Pacer(60)
        pacer.take_turn()
        started_at = asyncio.get_running_loop().time()
        asyncio.get_running_loop().call_later(0.5, pacer.refuse, 20)
        assert (await send(pacer, 2))[1] - started_at >= 20

    run(work())


def test_stop_ends_the_wait():
    async def work() -> None:
        pacer, stopping = Pacer(60), asyncio.Event()
        pacer.refuse(60)
        started_at = asyncio.get_running_loop().time()
        asyncio.get_running_loop().call_later(2, stopping.set)
        await pacer.wait_for_turn(stopping)
        assert asyncio.get_running_loop().time() - started_at == pytest.approx(2)

    run(work())


def test_one_conversation_gets_a_message_a_second_and_others_do_not_wait():
    async def work() -> None:
        pacer, loop = Pacer(6000), asyncio.get_running_loop()
        started_at = loop.time()
        for _ in range(4):
            await pacer.wait_for_channel("C1")
        assert loop.time() - started_at == pytest.approx(3 * CHANNEL_SECONDS)
        before = loop.time()
        await pacer.wait_for_channel("C2")
        assert loop.time() == before

    run(work())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("30", 30), ("1.5", 1.5), (None, 60), ("", 60), ("soon", 60), ("-5", 60), ("0", 60), ("nan", 60), ("86400", 60)],
)
def test_retry_after(header, seconds):
    assert read_retry_after(header) == seconds
    assert FALLBACK_RETRY_SECONDS == 60
