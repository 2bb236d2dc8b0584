/** The size of an SMS, as ``tools/sms_text.py`` counts it on the server. */

const GSM7 = new Set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?" +
        "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENSION = new Set("\f^{}\\[~]|€");
const POLISH = {};
[..."ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"].forEach((letter, index) => {
    POLISH[letter] = "acelnoszzACELNOSZZ"[index];
});
Object.assign(POLISH, {
    "„": '"',
    "”": '"',
    "“": '"',
    "«": '"',
    "»": '"',
    "’": "'",
    "‘": "'",
    "–": "-",
    "—": "-",
    "…": "...",
    "\u00a0": " ",
});

export function replacePolish(text) {
    return [...text].map((char) => POLISH[char] ?? char).join("");
}

export function measure(text) {
    let units = 0;
    let isGsm = true;
    for (const char of text) {
        if (GSM7.has(char)) {
            units += 1;
        } else if (EXTENSION.has(char)) {
            units += 2;
        } else {
            isGsm = false;
            break;
        }
    }
    if (!isGsm) {
        units = text.length;
    }
    const [single, multiple] = isGsm ? [160, 153] : [70, 67];
    const parts = units && units <= single ? 1 : Math.ceil(units / multiple);
    const room = parts <= 1 ? single : parts * multiple;
    return {isGsm, units, parts, left: room - units};
}
