/** Rules for the browser code of the addons. */
const js = require("@eslint/js");
const globals = require("globals");

module.exports = [
    js.configs.recommended,
    {
        files: ["addons/**/static/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly"},
        },
        rules: {
            "no-console": "error",
            "no-unused-vars": ["error", {argsIgnorePattern: "^_"}],
            "no-var": "error",
            "prefer-const": "error",
            eqeqeq: "error",
            curly: "error",
            "max-lines-per-function": ["error", {max: 150, skipComments: true}],
            "no-restricted-globals": ["error", "alert", "confirm", "prompt", "$"],
        },
    },
    {
        files: ["addons/**/static/tests/**/*.js"],
        rules: {"max-lines-per-function": "off"},
    },
];
