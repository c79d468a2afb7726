import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

// From the settings to the printed letter, as an office does it on the first day.
registry.category("web_tour.tours").add("internetmarke_tour", {
    steps: () => [
        {
            content: "Use Internetmarke",
            trigger: "div[name='internetmarke_enabled'] input",
            run: "check",
        },
        {
            content: "Enter the e-mail of the Portokasse",
            trigger: "div[name='internetmarke_username'] input",
            run: "edit portokasse@muster.example",
        },
        {
            content: "Enter its password",
            trigger: "div[name='internetmarke_password'] input",
            run: "edit muster-passwort",
        },
        {
            content: "Save the settings",
            trigger: ".o_form_button_save",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "Test the connection",
            trigger: "button[name='action_internetmarke_test']",
            run: "click",
        },
        {
            content: "The balance is shown",
            trigger: ".o_notification:contains('100')",
        },
        stepUtils.showAppsMenuItem(),
        {
            content: "Open Invoicing",
            trigger: ".o_app[data-menu-xmlid='account.menu_finance']",
            run: "click",
        },
        {
            content: "Open the Online-Poststelle",
            trigger: "button[data-menu-xmlid='internetmarke.menu_online_poststelle']",
            run: "click",
        },
        {
            content: "Buy E-Porto",
            trigger: "a[data-menu-xmlid='internetmarke.menu_internetmarke_buy']",
            run: "click",
        },
        {
            content: "Add a product",
            trigger: ".modal .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Search the Standardbrief",
            trigger: ".modal .o_selected_row div[name='product_id'] input",
            run: "edit Standardbrief",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item > a:contains(/^Standardbrief$/)",
            run: "click",
        },
        {
            content: "Take three",
            trigger: ".modal .o_selected_row div[name='quantity'] input",
            run: "edit 3 && click .modal .o_field_widget[name='amount_total']",
        },
        {
            content: "The total and the balance after are shown",
            trigger: ".modal div[name='amount_total']:contains('2.85')",
        },
        {
            trigger: ".modal div[name='balance_after']:contains('97.15')",
        },
        {
            content: "Buy",
            trigger: ".modal button[name='action_buy']",
            run: "click",
        },
        {
            content: "The order is done",
            trigger: ".o_arrow_button_current:contains('Done')",
        },
        {
            content: "Three stamps have come",
            trigger: "button[name='action_view_stamps']:contains('3')",
        },
        {
            content: "Open the customers' menu",
            trigger: "button[data-menu-xmlid='account.menu_finance_receivables']",
            run: "click",
        },
        {
            content: "Open the invoices",
            trigger: "a[data-menu-xmlid='account.menu_action_move_out_invoice_type']",
            run: "click",
        },
        {
            content: "Open the invoice",
            trigger: ".o_data_row td:contains('Sonnenschein')",
            run: "click",
        },
        {
            content: "Frank it",
            trigger: "button[name='action_internetmarke_frank']",
            run: "click",
        },
        {
            content: "The Standardbrief is proposed",
            trigger: ".modal div[name='product_id'] input:value('Standardbrief')",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_frank']",
            run: "click",
        },
        {
            content: "The letter is known to the invoice",
            trigger: "button[name='action_view_internetmarke_letters']:contains('1')",
        },
        {
            content: "Print the letter",
            trigger: "button[name='action_internetmarke_print']",
            run: "click",
        },
        {
            content: "It is printed",
            trigger: "body:not(:has(.o_blockUI))",
        },
        {
            content: "Open the journal",
            trigger: "button[data-menu-xmlid='internetmarke.menu_online_poststelle']",
            run: "click",
        },
        {
            trigger: "a[data-menu-xmlid='internetmarke.menu_internetmarke_letter']",
            run: "click",
        },
        {
            content: "The journal shows the printed letter",
            trigger:
                ".o_data_row:has(td:contains('Sonnenschein')) td[name='state']:contains('Printed')",
        },
    ],
});
