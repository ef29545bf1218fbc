/* A text with a little shape, written as one sees it. What is sent is the text field itself; without
   this script one writes into that. The server cleans what arrives. */
"use strict";

document.querySelectorAll("textarea[data-rich]").forEach((field) => {
  const words = field.form.dataset;
  const paper = document.createElement("div");
  paper.className = "rich prose";
  paper.contentEditable = "true";
  paper.lang = "zh-Hans";
  paper.setAttribute("role", "textbox");
  paper.setAttribute("aria-multiline", "true");
  paper.setAttribute("aria-label", field.labels[0].innerText);
  paper.innerHTML = field.value || "<p><br></p>";
  const tools = document.createElement("div");
  tools.className = "actions rich-tools";
  [
    [words.bold, "bold"],
    [words.heading, "formatBlock", "h3"],
    [words.list, "insertUnorderedList"],
    [words.plain, "formatBlock", "p"],
  ].forEach((tool) => tools.append(button(paper, ...tool)));
  field.hidden = true;
  field.before(tools, paper);
  document.execCommand("defaultParagraphSeparator", false, "p");
  field.form.addEventListener("submit", () => { field.value = paper.innerHTML; });
  paper.addEventListener("paste", (event) => {
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
});

function button(paper, label, command, value) {
  const tool = document.createElement("button");
  tool.type = "button";
  tool.className = "btn quiet";
  tool.textContent = label;
  tool.addEventListener("click", () => {
    paper.focus();
    document.execCommand(command, false, value);
  });
  return tool;
}
