import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";
import {useService} from "@web/core/utils/hooks";

const PAUSE = 1000; // Milliseconds between two questions
const PAUSE_AFTER_ERROR = 5000;

// How far the work on a mailing run is. It asks again and again; where no scheduled job
// works, each question does a part of the work.
export class RunProgress extends Component {
    static template = "internetmarke.RunProgress";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        const {job_total: total, job_left: left} = this.props.record.data;
        this.state = useState({done: total - left, total});
        onMounted(() => this.ask());
        onWillUnmount(() => {
            this.gone = true;
            clearTimeout(this.timer);
        });
    }

    get percent() {
        return this.state.total ? Math.round((100 * this.state.done) / this.state.total) : 0;
    }

    async ask() {
        const {record} = this.props;
        let pause = PAUSE;
        try {
            const answer = await this.orm.silent.call(record.resModel, "work", [
                [record.resId],
            ]);
            if (this.gone) {
                return;
            }
            if (!answer.job) {
                await this.showResult(record.data.job);
                return;
            }
            Object.assign(this.state, {done: answer.done, total: answer.total});
        } catch {
            // The connection broke; the work goes on or waits, nothing is lost.
            pause = PAUSE_AFTER_ERROR;
        }
        if (!this.gone) {
            this.timer = setTimeout(() => this.ask(), pause);
        }
    }

    // Whoever asked for the files gets the print dialog with the first one.
    async showResult(job) {
        const {record} = this.props;
        const {action} = this.env.services;
        const shown =
            job === "print" &&
            (await this.orm.call(record.resModel, "action_show_printed", [[record.resId]]));
        // This ends the widget, since nothing is worked on any more.
        await record.load();
        if (shown) {
            await action.doAction(shown);
        }
    }
}

registry.category("view_widgets").add("internetmarke_run_progress", {
    component: RunProgress,
    fieldDependencies: [
        {name: "job", type: "selection"},
        {name: "job_total", type: "integer"},
        {name: "job_left", type: "integer"},
    ],
});
