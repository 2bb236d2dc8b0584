/** Formatting of browser code, styles and XML. */
module.exports = {
    printWidth: 88,
    tabWidth: 4,
    bracketSpacing: false,
    plugins: [require.resolve("@prettier/plugin-xml")],
    xmlWhitespaceSensitivity: "ignore",
    overrides: [
        {files: "*.json", options: {tabWidth: 2}},
    ],
};
