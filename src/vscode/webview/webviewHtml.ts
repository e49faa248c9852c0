/** What a webview's page consists of: one bundle of `dist/webview`, which brings its own styles. */
export interface WebviewPage {
  /** Read out by screen readers as the name of the page. */
  readonly title: string;
  /** The address of the bundle. */
  readonly script: string;
  /** Lets the bundle run. Fresh for each page. */
  readonly scriptNonce: string;
  /** Lets a style element apply. Fresh for each page, and another one, because the page itself can read it. */
  readonly styleNonce: string;
}

/**
 * The HTML of every webview. Only the bundle runs, by its nonce, and nothing else is fetched. The bundle adopts its
 * style sheets, which no policy need allow; only the toolkit tries out a style element of its own, and finds its nonce
 * where it looks for it. So text of a database that ended up as markup could do nothing.
 */
export function webviewHtml(page: WebviewPage): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${page.scriptNonce}'`,
    `style-src 'nonce-${page.styleNonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${page.styleNonce}">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>${escapeHtml(page.title)}</title>
</head>
<body>
<main id="app"></main>
<script nonce="${page.scriptNonce}" src="${escapeHtml(page.script)}"></script>
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
