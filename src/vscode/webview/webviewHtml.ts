/** What a webview's page consists of: one bundle of `dist/webview`, which brings its own styles. */
export interface WebviewPage {
  /** Read out by screen readers as the name of the page. */
  readonly title: string;
  /** The address of the bundle. */
  readonly script: string;
  /** Fresh for each page. */
  readonly nonce: string;
}

/**
 * The HTML of every webview. Only the bundle runs, by its nonce; nothing is fetched, also no styles: the bundle adopts
 * its style sheets, which the policy need not allow. So text of a database that ended up as markup could do nothing.
 */
export function webviewHtml(page: WebviewPage): string {
  const policy = `default-src 'none'; script-src 'nonce-${page.nonce}'; base-uri 'none'; form-action 'none'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<main id="app"></main>
<script nonce="${page.nonce}" src="${escapeHtml(page.script)}"></script>
</body>
</html>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
