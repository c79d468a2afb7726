import {registry} from "@web/core/registry";

// A mailing run from the list of invoices to the files. The steps look for names and
// numbers, not for words, so that they are the same in every language.

const WORK = 60000; // Milliseconds that a step of the work may take
const NEXT = ".o_form_statusbar button[name='action_next']";

function next(content, done) {
    return [
        {content, trigger: `${NEXT}:enabled`, run: "click"},
        {content: `${content}: done`, trigger: done, timeout: WORK},
    ];
}

function state(value) {
    return `.o_arrow_button_current[data-value='${value}']`;
}

registry.category("web_tour.tours").add("internetmarke_run", {
    steps: () => [
        {
            content: "Mark all invoices",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "Frank them",
            trigger: ".o_control_panel button[name='action_internetmarke_frank']",
            run: "click",
        },
        {
            content: "A run is open with both recipients, and checks them by itself",
            trigger: "div[name='fine_line_ids'] .o_data_row:nth-child(2)",
        },
        {content: "The tab counts them", trigger: ".o_notebook a[name='fine']:contains((2))"},
        {content: "They are checked", trigger: state("checked"), timeout: WORK},
        {
            content: "The button names what it costs",
            trigger: `${NEXT}:contains(2):contains(/1[.,]90/)`,
            run: "click",
        },
        {
            content: "The window shows what is missing",
            trigger: ".modal div[name='amount_total']:contains(/1[.,]90/)",
        },
        {
            content: "Buy and frank",
            trigger: ".modal button[name='action_buy_and_frank']",
            run: "click",
        },
        {content: "They are bought", trigger: "body:not(:has(.modal))", timeout: WORK},
        {content: "All are franked", trigger: state("franked"), timeout: WORK},
        ...next("Print", state("printed")),
        {
            content: "The file is shown by itself, to be printed again",
            trigger:
                "div[name='file_ids'] .o_data_row:has(button[name='action_download'])",
        },
        {
            content: "After a jam",
            trigger: "div[name='file_ids'] button[name='action_print_again']",
            run: "click",
        },
        {
            content: "Why",
            trigger: ".modal div[name='reason'] input",
            run: "edit Papierstau",
        },
        {
            content: "Which letters",
            trigger: ".modal div[name='first_number'] input",
            run: "edit 2",
        },
        {
            content: "Print again",
            trigger: ".modal button[name='action_print_again']",
            run: "click",
        },
        {
            content: "The chatter tells it",
            trigger: ".o-mail-Message:contains(Papierstau)",
        },
        ...next("Close the run", state("done")),
    ],
});
