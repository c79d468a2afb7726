import {Component, onWillUnmount, useEffect, useState} from "@odoo/owl";
import {formView} from "@web/views/form/form_view";
import {hasTouch} from "@web/core/browser/feature_detection";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

// The window opens before the PDFs of its documents are made. This asks for them, says
// that they are coming, and then has the window look into them.
export class ComingDocuments extends Component {
    static template = "internetmarke.ComingDocuments";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.state = useState({problem: false});
        onWillUnmount(() => {
            this.gone = true;
        });
        useEffect(
            () => {
                this.make();
            },
            () => [this.props.record.data.coming]
        );
    }

    async make() {
        const {record} = this.props;
        const {coming} = record.data;
        if (!coming) {
            return;
        }
        this.state.problem = false;
        try {
            await this.orm.silent.call(record.resModel, "make_documents", [coming]);
        } catch (error) {
            if (!this.gone && record.data.coming === coming) {
                this.state.problem = error.data?.message || error.message;
            }
            return;
        }
        // Other documents may have been chosen meanwhile.
        if (!this.gone && record.data.coming === coming) {
            await record.update({prepared: coming});
        }
    }
}

registry.category("view_widgets").add("internetmarke_coming", {
    component: ComingDocuments,
    fieldDependencies: [
        {name: "coming", type: "char", readonly: true},
        {name: "prepared", type: "char"},
    ],
});

// When it is known what goes into the envelope, the keyboard is on the main button.
export class FrankFormRenderer extends formView.Renderer {
    setup() {
        super.setup();
        useEffect(
            (chosen) => {
                if (chosen && !hasTouch()) {
                    // The footer comes into the dialog right after this.
                    Promise.resolve().then(() => this.focusMain());
                }
            },
            () => {
                const {move_id, document_ids, attachment_id} = this.props.record.data;
                return [Boolean(move_id || document_ids?.count || attachment_id)];
            }
        );
        useEffect(
            (coming) => {
                // The button that had the keyboard may be gone. Its successor gets it,
                // but not one that spends money: the person has not read it yet.
                const lost = !document.activeElement?.closest(".modal");
                if (!coming && lost && !hasTouch()) {
                    this.focusMain(":not([name^='action_buy'])");
                }
            },
            () => [this.props.record.data.coming]
        );
    }

    focusMain(but = "") {
        const dialog = [...document.querySelectorAll(".o_dialog:not(.o_inactive_modal)")].at(-1);
        dialog?.querySelector(`footer .btn-primary:enabled${but}`)?.focus();
    }
}

registry.category("views").add("internetmarke_frank_form", {
    ...formView,
    Renderer: FrankFormRenderer,
});
