import {AttachmentList} from "@mail/core/common/attachment_list";
import {Component} from "@odoo/owl";
import {session} from "@web/session";
import {user} from "@web/core/user";
import {useService} from "@web/core/utils/hooks";

// "Frank" on a PDF in the chatter of any record. The server names the companies for
// which the user may frank.
export class InternetmarkeFrankAttachment extends Component {
    static template = "internetmarke.FrankAttachment";
    static props = ["attachment"];

    setup() {
        this.action = useService("action");
    }

    get shown() {
        const {id, mimetype, uploading} = this.props.attachment;
        const companies = session.internetmarke_company_ids || [];
        return (
            mimetype === "application/pdf" &&
            id > 0 &&
            !uploading &&
            !this.env.inComposer &&
            companies.includes(user.activeCompany?.id)
        );
    }

    frank() {
        const {id} = this.props.attachment;
        this.action.doAction("internetmarke.internetmarke_frank_attachment_action", {
            additionalContext: {active_id: id, active_ids: [id]},
        });
    }
}

Object.assign(AttachmentList.components, {InternetmarkeFrankAttachment});
