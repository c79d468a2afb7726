import {registry} from "@web/core/registry";

const FRAME = "o_internetmarke_print";

// Opens the browser's print dialog for a PDF. Where the browser shows no PDFs by itself,
// or a program controls it (which has no dialogs and would crash), the PDF is downloaded.
// Then the window that asked for it is closed.
async function printPdf(env, {params}) {
    document.getElementById(FRAME)?.remove();
    if (navigator.pdfViewerEnabled && !navigator.webdriver) {
        const frame = document.createElement("iframe");
        frame.id = FRAME;
        // A frame without a place is not printed. This one has a place, but no size.
        frame.className = "position-fixed bottom-0 end-0 border-0";
        frame.style.width = frame.style.height = 0;
        frame.addEventListener("load", () => {
            frame.contentWindow.focus();
            frame.contentWindow.print();
        });
        frame.src = params.url;
        document.body.append(frame);
    } else {
        const url = `${params.url}&download=true`;
        await env.services.action.doAction({type: "ir.actions.act_url", url, target: "download"});
    }
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("internetmarke_print", printPdf);
