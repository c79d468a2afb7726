import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";

// What an office does on its first days. The steps look for names and numbers, not
// for words, so that they are the same in every language.

const ONLINE_POSTSTELLE =
    "button[data-menu-xmlid='internetmarke.menu_online_poststelle']";

function openInvoicing() {
    return [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open Invoicing",
            trigger: ".o_app[data-menu-xmlid='account.menu_finance']",
            run: "click",
        },
    ];
}

function openPoststelle(menu) {
    return [
        {
            content: "Open the Online-Poststelle",
            trigger: ONLINE_POSTSTELLE,
            run: "click",
        },
        {
            content: `Open ${menu}`,
            trigger: `a[data-menu-xmlid='internetmarke.${menu}']`,
            run: "click",
        },
    ];
}

function openInvoice() {
    return [
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
    ];
}

function enterLogin() {
    return [
        {
            content: "Open the set-up, with what is ticked but not saved",
            trigger: "div[name='internetmarke_enabled'] input",
            run: "check",
        },
        {
            trigger: "button[name='action_internetmarke_setup']",
            run: "click",
        },
        {
            content: "The key of the database is known, so the login comes next",
            trigger: ".modal div[name='internetmarke_username'] input",
            run: "edit portokasse@muster.example",
        },
        {
            content: "Enter a wrong password",
            trigger: ".modal div[name='internetmarke_password'] input",
            run: "edit falsch",
        },
        {
            content: "Test it",
            trigger: ".modal button[name='action_test']:visible",
            run: "click",
        },
        {
            content: "It is refused, and the window stays",
            trigger: ".modal .alert-danger div[name='problem']:visible",
        },
        {
            content: "Enter the right password",
            trigger: ".modal div[name='internetmarke_password'] input",
            run: "edit muster-passwort",
        },
        {
            content: "Test what is entered",
            trigger: ".modal button[name='action_test']:visible",
            run: "click",
        },
        {
            content: "The owner and the balance are shown",
            trigger: ".modal .alert-success:contains('Muster GmbH'):contains('100')",
        },
        {
            content: "Open the overview",
            trigger: ".modal button[name='action_overview']",
            run: "click",
        },
        {
            content: "One invoice is to be franked",
            trigger: ".o_form_view button[name='action_view_to_frank']:contains('1')",
            run: "click",
        },
        {
            content: "It is in the list",
            trigger: ".o_list_view .o_data_row td:contains('Sonnenschein')",
        },
    ];
}

function buyStamps() {
    return [
        ...openPoststelle("menu_internetmarke_topup"),
        {
            content: "Top up by 20 euros",
            trigger: ".modal div[name='choice'] input[data-value='20']",
            run: "click",
        },
        {
            content: "Charge",
            trigger: ".modal button[name='action_top_up']",
            run: "click",
        },
        {
            content: "It is credited",
            trigger: ".o_arrow_button_current[data-value='done']",
        },
        ...openPoststelle("menu_internetmarke_buy"),
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
            trigger: ".o-autocomplete--dropdown-item > a:contains(/^Standardbrief\\s*\\d/)",
            run: "click",
        },
        {
            content: "Take three",
            trigger: ".modal .o_selected_row div[name='quantity'] input",
            run: "edit 3 && click .modal .o_field_widget[name='amount_total']",
        },
        {
            content: "The total is shown",
            trigger: ".modal div[name='amount_total']:contains(/2[.,]85/)",
        },
        {
            content: "The balance after is shown",
            trigger: ".modal div[name='balance_after']:contains(/117[.,]15/)",
        },
        {
            content: "Buy, with the cost on the button",
            trigger: ".modal button[name='action_buy']:contains(/3 .*2[.,]85/)",
            run: "click",
        },
        {
            content: "It is told what was bought, and the new balance",
            trigger: ".o_notification:contains(/3 × Standardbrief/):contains(/117[.,]15/)",
        },
        {
            content: "The order is done",
            trigger: ".o_arrow_button_current[data-value='done']",
        },
        {
            content: "Three stamps have come",
            trigger: "button[name='action_view_stamps']:contains('3')",
        },
        {
            content: "Buy the same again",
            trigger: "button[name='action_buy_again']",
            run: "click",
        },
        {
            content: "The window is filled in",
            trigger: ".modal button[name='action_buy']:contains(/3 .*2[.,]85/)",
        },
        {
            content: "Not today",
            trigger: ".modal button[special='cancel']",
            run: "click",
        },
        {
            content: "The window is closed",
            trigger: "body:not(:has(.modal))",
        },
        ...openPoststelle("menu_internetmarke_overview"),
        {
            content: "Nothing is wrong, and one invoice waits for a stamp",
            trigger:
                ".o_form_view:not(:has(.alert-danger, .alert-warning)) .alert-info button[name='action_view_to_frank']",
        },
        {
            content: "The stock is shown at the price paid",
            trigger: ".o_data_row:contains('Standardbrief'):contains(/2[.,]85/)",
        },
    ];
}

function frankInvoice() {
    return [
        ...openInvoice(),
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
            content: "The line below says why",
            trigger: ".modal div[name='explanation']:contains(/= 10 g: Standardbrief/)",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_frank']",
            run: "click",
        },
        {
            content: "Take the franking off again",
            trigger: "button[name='action_internetmarke_release']",
            run: "click",
        },
        {
            content: "The stamp is back in stock, so it can be franked again",
            trigger: "button[name='action_internetmarke_frank']",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_frank']",
            run: "click",
        },
        {
            content: "The invoice knows both letters",
            trigger: "button[name='action_view_internetmarke_letters']:contains('2')",
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
    ];
}

function releaseLetter() {
    return [
        ...openPoststelle("menu_internetmarke_letter"),
        {
            content: "Open the printed letter",
            trigger: ".o_data_row:has(td[name='state'] .text-bg-success) td:contains('Sonnenschein')",
            run: "click",
        },
        {
            content: "Release it",
            trigger: "button[name='action_release']:visible",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal div[name='reason'] input",
            run: "edit Papierstau",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_release']",
            run: "click",
        },
        {
            content: "The reason stands in the journal",
            trigger: "div[name='release_reason']:contains('Papierstau')",
        },
    ];
}

function refundStamps() {
    return [
        ...openPoststelle("menu_internetmarke_order"),
        {
            content: "Open the order",
            trigger: ".o_data_row td:contains('PORTO/')",
            run: "click",
        },
        {
            content: "Return its unused stamps",
            trigger: "button[name='action_refund']",
            run: "click",
        },
        {
            content: "Three stamps are listed",
            trigger: ".modal div[name='stamp_count']:contains('3')",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_refund']",
            run: "click",
        },
        {
            content: "They are credited",
            trigger: ".o_arrow_button_current[data-value='credited']",
        },
        {
            content: "For what was paid",
            trigger: "div[name='amount_refunded']:contains(/2[.,]85/)",
        },
    ];
}

// In one visit: a browser takes seconds to start.
registry.category("web_tour.tours").add("internetmarke_first_days", {
    steps: () => [
        ...enterLogin(),
        ...openInvoicing(),
        ...buyStamps(),
        ...frankInvoice(),
        ...releaseLetter(),
        ...refundStamps(),
    ],
});

// A page A4 that says "Vertrag", with the table of places that a PDF ends with.
function makePdf() {
    const text = "BT /F 12 Tf 72 640 Td (Vertrag) Tj ET";
    const font = "/Font << /F << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >>";
    const objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
            `/Resources << ${font} >> >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    ];
    let pdf = "%PDF-1.4\n";
    const places = objects.map((object, index) => {
        const place = String(pdf.length).padStart(10, "0");
        pdf += `${index + 1} 0 obj\n${object}\nendobj\n`;
        return `${place} 00000 n \n`;
    });
    const table = `xref\n0 5\n0000000000 65535 f \n${places.join("")}`;
    const trailer = `trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n${pdf.length}`;
    return `${pdf}${table}${trailer}\n%%EOF\n`;
}

function upload(anchor) {
    const files = new DataTransfer();
    files.items.add(new File([makePdf()], "Vertrag.pdf", {type: "application/pdf"}));
    anchor.files = files.files;
    anchor.dispatchEvent(new Event("change", {bubbles: true}));
}

registry.category("web_tour.tours").add("internetmarke_any_letter", {
    steps: () => [
        ...openInvoicing(),
        ...openPoststelle("menu_internetmarke_new_letter"),
        {
            content: "Search the recipient",
            trigger: ".modal div[name='partner_id'] input",
            run: "edit Sonnenschein",
        },
        {
            content: "Choose it",
            trigger: ".o-autocomplete--dropdown-item > a:contains('Sonnenschein')",
            run: "click",
        },
        {
            content: "Upload a PDF",
            trigger: ".modal div[name='document'] input[type='file']:not(:visible)",
            run() {
                upload(this.anchor);
            },
        },
        {
            content: "Its window has other text, so a cover sheet is proposed",
            trigger: ".modal div[name='medium'] input[data-value='cover_sheet']:checked",
        },
        {
            content: "Look at it",
            trigger: ".modal button[name='action_show_letter']",
            run: "click",
        },
        {
            content: "The cover sheet is shown",
            trigger: ".modal div[name='picture'] iframe",
        },
        {
            content: "Frank",
            trigger: ".modal button[name='action_frank']",
            run: "click",
        },
        {
            content: "The letter knows its document",
            trigger: ".o_form_view div[name='document']:contains('Vertrag.pdf')",
        },
        {
            content: "Print the letter",
            trigger: "button[name='action_print']",
            run: "click",
        },
        {
            content: "It is printed",
            trigger: ".o_arrow_button_current[data-value='printed']",
        },
    ],
});

registry.category("web_tour.tours").add("internetmarke_attachment", {
    steps: () => [
        {
            content: "Frank the PDF in the chatter; its button shows when hovered",
            trigger: ".o-mail-AttachmentContainer:has(.o_internetmarke_frank)",
            run() {
                this.anchor.querySelector(".o_internetmarke_frank").click();
            },
        },
        {
            content: "The window knows PDF and recipient",
            trigger: ".modal div[name='attachment_id'] input:value('Vertrag.pdf')",
        },
        {
            content: "The recipient",
            trigger: ".modal div[name='partner_id'] input:value(/Sonnenschein/)",
        },
        {
            content: "Frank",
            trigger: ".modal button[name='action_frank']:enabled",
            run: "click",
        },
        {
            content: "The letter knows its document",
            trigger: ".o_form_view div[name='document']:contains('Vertrag.pdf')",
        },
    ],
});
