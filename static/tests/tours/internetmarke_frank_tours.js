import {registry} from "@web/core/registry";

// Making a PDF, and the first page of a new server, take their time.
const WORK = 60000;

// The PDF of the invoice is made while the window is open already.
registry.category("web_tour.tours").add("internetmarke_frank_coming", {
    steps: () => [
        {
            content: "Frank the invoice",
            trigger: "button[name='action_internetmarke_frank']",
            run: "click",
            timeout: WORK,
        },
        {
            content: "It says that the PDF is coming, and shows no product",
            trigger:
                ".modal:has(.o_widget_internetmarke_coming):not(:has(div[name='product_id']))",
        },
        {
            content: "Enter would do the main thing",
            trigger: ".modal footer button[name='action_frank_and_print']:focus",
        },
        {
            content: "Weight and product have come",
            trigger:
                ".modal:not(:has(.o_widget_internetmarke_coming)) div[name='explanation']:contains(/= 10 g: Standardbrief/)",
            timeout: WORK,
        },
        {
            content: "Print a label",
            trigger: ".modal input[data-value='label']",
            run: "click",
        },
        {
            content: "What is missing is said, the buttons stay",
            trigger:
                ".modal:has(div[name='in_the_way']) footer button[name='action_frank_and_print']:disabled",
        },
        {
            content: "Use the address window again",
            trigger: ".modal input[data-value='window']",
            run: "click",
        },
        {
            content: "Frank and print",
            trigger: ".modal footer button[name='action_frank_and_print']:enabled",
            run: "click",
        },
        {
            content: "The letter is on the invoice",
            trigger: "button[name='action_internetmarke_print_again']",
        },
    ],
});
