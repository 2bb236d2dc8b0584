import {Component, onWillStart, useState} from "@odoo/owl";
import {useAutofocus, useService} from "@web/core/utils/hooks";
import {normalize} from "@web/core/l10n/utils";

/** The insertion menu: a tree of autotexts with search, and the forms of each. */
export class AutotextMenu extends Component {
    static template = "gestor_base.AutotextMenu";
    static props = {
        close: Function,
        select: Function,
        model: {type: [String, Boolean], optional: true},
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({query: "", open: {}, chosen: null, active: 0});
        useAutofocus();
        onWillStart(async () => {
            this.tree = await this.orm
                .cache({type: "ram"})
                .call("gestor.autotext", "get_tree", [this.props.model || false]);
            this.leaves = [];
            this.collect(this.tree, []);
            if (this.tree.length) {
                this.state.open[this.tree[0].label] = true;
            }
        });
    }

    collect(nodes, path) {
        for (const node of nodes) {
            if (node.children) {
                this.collect(node.children, [...path, node.label]);
            } else {
                const words = [...path, node.label, node.key].join(" ");
                this.leaves.push({...node, path, words: normalize(words)});
            }
        }
    }

    /** What is shown now, as flat rows: groups and autotexts with their depth. */
    get rows() {
        const words = normalize(this.state.query).split(/\s+/).filter(Boolean);
        if (words.length) {
            return this.leaves
                .filter((leaf) => words.every((word) => leaf.words.includes(word)))
                .slice(0, 50)
                .map((leaf) => ({leaf, depth: 0, id: leaf.key}));
        }
        const rows = [];
        const walk = (nodes, path) => {
            for (const node of nodes) {
                if (node.children) {
                    const id = [...path, node.label].join("/");
                    rows.push({group: node, depth: path.length, id});
                    if (this.state.open[id]) {
                        walk(node.children, [...path, node.label]);
                    }
                } else {
                    rows.push({leaf: node, depth: path.length, id: node.key});
                }
            }
        };
        walk(this.tree, []);
        return rows;
    }

    onInput(ev) {
        this.state.query = ev.target.value;
        this.state.active = 0;
    }

    onKeydown(ev) {
        const rows = this.rows;
        if (ev.key === "ArrowDown") {
            this.state.active = Math.min(this.state.active + 1, rows.length - 1);
        } else if (ev.key === "ArrowUp") {
            this.state.active = Math.max(this.state.active - 1, 0);
        } else if (ev.key === "Enter" && rows[this.state.active]) {
            this.choose(rows[this.state.active]);
        } else if (ev.key === "Escape") {
            this.props.close();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    choose(row) {
        if (row.group) {
            this.state.open[row.id] = !this.state.open[row.id];
        } else {
            this.insert(row.leaf.key);
        }
    }

    showForms(row) {
        this.state.chosen = this.state.chosen === row.id ? null : row.id;
    }

    insert(key, form) {
        this.props.select(form ? `{${key}|${form}}` : `{${key}}`);
        this.props.close();
    }
}
