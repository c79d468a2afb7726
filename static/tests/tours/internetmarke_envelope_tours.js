import {registry} from "@web/core/registry";

// Two invoices in one envelope, and what happens when it comes back. As in the other
// tours, the steps look for names and numbers, so that any language will do.

registry.category("web_tour.tours").add("internetmarke_envelope", {
    steps: () => [
        {
            content: "Frank the invoice",
            trigger: "button[name='action_internetmarke_frank']",
            run: "click",
        },
        {
            content: "One sheet is weighed",
            trigger: ".modal div[name='explanation']:contains(/^1 .*= 10 g/)",
        },
        {
            content: "Put the other invoice into the envelope, too",
            trigger: ".modal div[name='move_ids'] input:not(:checked)",
            run: "click",
        },
        {
            content: "Two sheets are weighed",
            trigger: ".modal div[name='explanation']:contains(/^2 .*= 15 g/)",
        },
        {
            content: "Look at paper and envelope",
            trigger: ".modal details[name='materials'] summary",
            run: "click",
        },
        {
            content: "Take a large envelope",
            trigger: ".modal div[name='envelope'] input",
            run: "click",
        },
        {
            content: "C4",
            trigger: ".o_select_menu_item:contains('C4')",
            run: "click",
        },
        {
            content: "It is a Großbrief now",
            trigger: ".modal div[name='product_id'] input:value('Großbrief')",
        },
        {
            content: "A hint says what would cost less: take it",
            trigger: ".modal button[name='action_apply_hint']:contains('DL')",
            run: "click",
        },
        {
            content: "It is a Standardbrief again, with both invoices",
            trigger:
                ".modal:has(div[name='explanation']:contains(/^2 .*= 15 g: Standardbrief/))",
        },
        {
            content: "Frank and print",
            trigger: ".modal button[name='action_frank_and_print']",
            run: "click",
        },
        {
            content: "The letter is on the invoice",
            trigger: "button[name='action_internetmarke_print_again']",
        },
        {
            content: "Open it",
            trigger: "button[name='action_view_internetmarke_letters']",
            run: "click",
        },
        {
            content: "The letter came back",
            trigger: "button[name='action_came_back']",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal div[name='reason'] input[data-value='moved']",
            run: "click",
        },
        {
            content: "Correct the address at once",
            trigger: ".modal div[name='next_step'] input[data-value='contact']",
            run: "click",
        },
        {
            content: "Confirm",
            trigger: ".modal button[name='action_came_back']",
            run: "click",
        },
        {
            content: "The contact says that letters come back",
            trigger: "div[name='internetmarke_undeliverable_message']",
        },
        {
            content: "Enter the new street",
            trigger: "div[name='street'] input",
            run: "edit Neuer Wall 7",
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "The mark is off",
            trigger: "body:not(:has(div[name='internetmarke_undeliverable_message']))",
        },
    ],
});
