import {FormCompiler} from "@web/views/form/form_compiler";
import {formView} from "@web/views/form/form_view";
import {registry} from "@web/core/registry";

// What is counted on the tab of each page.
const COUNTS = {
    blocked: (data) => data.blocked_count,
    fine: (data) => data.letter_count - data.blocked_count,
    left_out: (data) => data.left_out_count,
    files: (data) => data.file_count,
};

export class RunFormCompiler extends FormCompiler {
    // The tabs count what is on their pages. The page that matters most for the run's
    // state comes up by itself when that changes.
    compileNotebook(el, params) {
        const notebook = super.compileNotebook(el, params);
        const data = "__comp__.props.record.data";
        const pages = [];
        for (const slot of notebook.children) {
            const name = slot.getAttribute("name");
            const title = slot.getAttribute("title");
            slot.setAttribute("title", `__comp__.tabTitle(${name}, ${title})`);
            pages.push(`[${name}]: "${slot.getAttribute("t-set-slot")}"`);
        }
        notebook.setAttribute("defaultPage", `({${pages}})[${data}.first_page]`);
        return notebook;
    }
}

export class RunFormRenderer extends formView.Renderer {
    tabTitle(page, title) {
        const count = COUNTS[page];
        return count ? `${title} (${count(this.props.record.data)})` : title;
    }
}

registry.category("views").add("internetmarke_run_form", {
    ...formView,
    Compiler: RunFormCompiler,
    Renderer: RunFormRenderer,
});
