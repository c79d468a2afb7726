import {ListRenderer} from "@web/views/list/list_renderer";
import {listView} from "@web/views/list/list_view";
import {registry} from "@web/core/registry";

// A list has no place for a sentence of its own.
export class StampListRenderer extends ListRenderer {
    static template = "internetmarke.StampListRenderer";
}

registry.category("views").add("internetmarke_stamp_list", {
    ...listView,
    Renderer: StampListRenderer,
});
