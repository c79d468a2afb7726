"""The screens of which pictures are made, by the name of the picture."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Screen:
    """`action`: its external id; `record`: one that script/pictures_office.py made,
    which the action opens in its form, perhaps one for each `{language}`. `click`:
    selectors of what is clicked then; `ready`: what is seen when the screen is
    complete; `clip`: of which element the picture is, else of all."""

    action: str
    record: str = ""
    click: tuple[str, ...] = ()
    ready: str = ".o_action_manager .o_view_controller"
    clip: str = ""
    height: int = 768


ADDON = "internetmarke.internetmarke"
DIALOG = ".modal-content"
SCREENS = {
    "overview": Screen(f"{ADDON}_overview_action", ready=".o_form_view .o_data_row"),
    "settings": Screen(
        "account.action_account_config",
        ready="#internetmarke_enabled",
        clip=".o_settings_container:has(#internetmarke_enabled)",
        height=1500,
    ),
    "buy": Screen(
        f"{ADDON}_buy_action",
        record="buy",
        ready=f"{DIALOG} [name=line_ids] .o_data_row",
        clip=DIALOG,
    ),
    "frank": Screen(
        "account.action_move_out_invoice_type",
        record="invoice",
        click=("button[name=action_internetmarke_frank]",),
        ready=f"{DIALOG} [name=explanation]",
        clip=DIALOG,
        height=1000,
    ),
    "run_review": Screen(
        f"{ADDON}_run_action",
        record="run_review_{language}",
        ready="[name=blocked_line_ids] .o_data_row",
    ),
    "run_printed": Screen(
        f"{ADDON}_run_action",
        record="run_printed",
        ready="[name=file_ids] .o_data_row",
    ),
    "journal": Screen(f"{ADDON}_letter_action", ready=".o_list_view .o_data_row"),
    "stock": Screen(
        f"{ADDON}_stamp_action",
        click=(".o_group_header .o_group_name",),
        ready=".o_list_view .o_data_row",
    ),
    "agreement": Screen(
        f"{ADDON}_agreement_action",
        ready=f"{DIALOG} .o_form_view",
        clip=DIALOG,
    ),
}
# Made of a PDF, not of a screen.
LETTER = "letter"
NAMES = {*SCREENS, LETTER}
