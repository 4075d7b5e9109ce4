"""The first visit is shown around, once."""

from playwright.sync_api import Page, expect
from tests.browser.house import ACCOUNT_PASSWORD, EMAIL, House


def first_visit(page: Page, house: House) -> None:
    answer = page.request.post(
        f"{house.url}/api/v1/sign-in",
        data={"email": EMAIL, "password": ACCOUNT_PASSWORD},
        headers={"Origin": house.url},
    )
    assert answer.ok
    page.goto(f"{house.url}/main/overview")


def test_the_tour_walks_through_the_pages_and_is_not_offered_again(
    stranger: Page, house: House
) -> None:
    first_visit(stranger, house)
    tour = stranger.get_by_role("complementary", name="Tour")
    tour.get_by_role("button", name="Show me").click()
    for title, address in (
        ("What needs you", "/main/overview"),
        ("Three truths about a station", "/main/stations"),
        ("Who charges, who charged", "/main/sessions"),
        ("Why somebody was refused", "/main/decisions?decision=denied"),
        ("Your own charger", "/main/stations/new"),
    ):
        expect(tour.get_by_role("heading")).to_have_text(title)
        expect(stranger).to_have_url(f"{house.url}{address}")
        tour.get_by_role("button", name="Next").or_(tour.get_by_role("button", name="Done")).click()
    expect(tour).to_have_count(0)
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    expect(tour).to_have_count(0)


def test_who_declines_the_tour_is_left_alone(stranger: Page, house: House) -> None:
    first_visit(stranger, house)
    stranger.get_by_role("button", name="No, thanks").click()
    stranger.reload()
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    expect(stranger.get_by_role("complementary", name="Tour")).to_have_count(0)
