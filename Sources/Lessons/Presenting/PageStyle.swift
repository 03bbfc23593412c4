/// The pages' style sheet: the figures' palette, one column to read, light and dark.
enum PageStyle {
  static let text = #"""
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --panel: #f6f8fa; --ink: #1f2328; --soft: #57606a; --rule: #d8dee4;
      --link: #0062a3; --state: #0072b2; --loss: #c24e00; --good: #1a7f37; --mark: #fff4d6;
      --shade: rgb(31 35 40 / 0.22); --measure: 42rem;
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171c; --panel: #1c2128; --ink: #e6e8eb; --soft: #a0a8b2; --rule: #3a4048;
        --link: #6cb6ff; --state: #56b4e9; --loss: #ff8f4d; --good: #57c26f; --mark: #3a3220; --shade: rgb(230 232 235 / 0.28);
      }
    }
    * { box-sizing: border-box; }
    html { -webkit-text-size-adjust: 100%; }
    body {
      margin: 0; background: var(--paper); color: var(--ink);
      font: 1.0625rem/1.65 Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
        "Noto Sans KR", "NanumGothic", "Apple SD Gothic Neo", sans-serif;
      font-feature-settings: "calt", "kern";
    }
    a { color: var(--link); text-underline-offset: 0.15em; text-decoration-thickness: 0.06em; }
    :focus-visible { outline: 3px solid var(--link); outline-offset: 3px; border-radius: 4px; }
    .bar, footer, main > .notice, article > * {
      width: 100%; max-width: var(--measure); margin-inline: auto;
    }
    main, footer { padding-inline: 1.25rem; }
    .bar {
      display: flex; justify-content: space-between; align-items: center; gap: 1rem;
      padding-top: 1.25rem; font-size: 0.875rem; color: var(--soft);
      max-width: calc(var(--measure) + 2.5rem); padding-inline: 1.25rem;
    }
    .bar p { margin: 0; }
    h1, h2, h3, h4 { line-height: 1.25; letter-spacing: -0.011em; text-wrap: balance; }
    h1 { font-size: 2.125rem; font-weight: 650; margin-block: 1.75rem 1.25rem; }
    h2 { font-size: 1.4375rem; font-weight: 620; margin-block: 2.75rem 0.75rem; }
    h3 { font-size: 1.1875rem; font-weight: 620; margin-block: 2rem 0.5rem; }
    h4 { font-size: 1.0625rem; font-weight: 620; margin-block: 1.5rem 0.5rem; }
    p, ul, ol, blockquote, article > pre { margin-block: 0 1.1rem; }
    li + li { margin-top: 0.25rem; }
    hr { border: 0; border-top: 1px solid var(--rule); margin-block: 2.5rem; }
    blockquote { padding-left: 1rem; border-left: 3px solid var(--rule); color: var(--soft); }
    code, pre {
      font-family: ui-monospace, SFMono-Regular, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono",
        monospace;
    }
    code { font-size: 0.875em; background: var(--panel); padding: 0.1em 0.3em; border-radius: 4px; }
    pre {
      font-size: 0.8125rem; line-height: 1.55; overflow-x: auto; padding: 0.8rem 1rem;
      background: var(--panel); border-radius: 8px; tab-size: 2;
    }
    pre.lines { white-space: pre-wrap; overflow-wrap: anywhere; }
    pre code { font-size: inherit; background: none; padding: 0; }
    math { font-family: "STIX Two Math", "STIX Math", "Latin Modern Math", "Cambria Math",
        "Noto Sans Math", math; }
    p math, li math, td math, th math { font-size: 1.08em; }
    article > .math { max-width: 50rem; }
    .math { overflow-x: auto; overflow-y: hidden; margin-block: 1.25rem; padding-block: 0.25rem;
      font-size: 1.12em; }
    article details:not(.asked) {
      border: 1px solid var(--rule); border-radius: 8px; padding: 0.6rem 1rem;
      margin-block: 1.1rem;
    }
    .step { margin-block: 1.25rem; scroll-margin-top: 1rem; }
    summary { cursor: pointer; }
    .asked { font-size: 0.8125rem; color: var(--soft); margin-block: 0.35rem; }
    .asked summary code { color: var(--ink); }
    .asked pre { margin-block: 0.5rem 0.75rem; }
    .step:has(> .asked:only-child) { margin-block: 0.35rem; }
    .number { font-variant-numeric: tabular-nums; }
    .scroll { overflow-x: auto; margin-block: 0.75rem 1.25rem; }
    /* A shade at the edge where something is left to scroll to. */
    .scroll, .math, .pan {
      background:
        linear-gradient(to right, var(--paper) 40%, transparent) 0 0 / 2.5rem 100%,
        linear-gradient(to left, var(--paper) 40%, transparent) 100% 0 / 2.5rem 100%,
        linear-gradient(to right, var(--shade), transparent) 0 0 / 0.6rem 100%,
        linear-gradient(to left, var(--shade), transparent) 100% 0 / 0.6rem 100%;
      background-repeat: no-repeat;
      background-attachment: local, local, scroll, scroll;
    }
    table { border-collapse: collapse; font-size: 0.9375rem; line-height: 1.4; }
    th, td { padding: 0.35rem 0.8rem; border-bottom: 1px solid var(--rule); text-align: left;
      vertical-align: baseline; }
    thead th { border-bottom: 1.5px solid var(--soft); font-weight: 600; white-space: nowrap; }
    caption { text-align: left; color: var(--soft); font-size: 0.875rem; padding-bottom: 0.4rem; }
    caption.short { white-space: nowrap; }
    table.numbers { font-variant-numeric: tabular-nums lining-nums; }
    table.numbers th, table.numbers td { text-align: right; white-space: nowrap; }
    table.numbers .text { text-align: left; }
    table.numbers td.long { white-space: normal; min-width: 16rem; }
    article > .step { max-width: 50rem; }
    .step > :not(figure):not(.scroll):not(.stepper) {
      max-width: var(--measure); margin-inline: auto;
    }
    .step > .scroll { width: fit-content; min-width: min(100%, var(--measure)); max-width: 100%;
      margin-inline: auto; }
    figure { margin: 1.5rem 0 1.25rem; }
    figure img { display: block; max-width: 100%; height: auto; border-radius: 8px; }
    .frame { position: relative; width: fit-content; max-width: 100%; margin-inline: auto; }
    figcaption { color: var(--soft); font-size: 0.875rem; line-height: 1.5; margin: 0.6rem auto 0;
      max-width: var(--measure); }
    .badge { display: inline-block; font-size: 0.75rem; font-weight: 600; line-height: 1.5;
      padding: 0 0.5em; border: 1.5px solid currentColor; border-radius: 99px; }
    .badge.pass { color: var(--good); }
    .badge.fail, .badge.stale { color: var(--loss); }
    .badge.fail { border-width: 2px; }
    main > .notice { margin-top: 1rem; }
    .notice { border: 1px solid var(--rule); border-radius: 8px; padding: 0.75rem 1rem; }
    .notice.fail { border: 2px solid var(--loss); }
    .notice h2 { margin: 0 0 0.5rem; font-size: 1.125rem; color: var(--loss); }
    .notice ul { margin-bottom: 0; padding-left: 1.2rem; }
    .notice strong { color: var(--loss); }
    .claims { list-style: none; padding: 0; font-size: 0.9375rem; }
    .claims .found { color: var(--soft); font-variant-numeric: tabular-nums; }
    footer { border-top: 1px solid var(--rule); margin-top: 3.5rem; padding-block: 1rem 2.5rem;
      color: var(--soft); font-size: 0.875rem; max-width: calc(var(--measure) + 2.5rem); }

    tr.current td { background: var(--mark); }
    tr.current td:first-child { box-shadow: inset 4px 0 0 var(--state); }
    table[data-walk="backward"] tr.current td:first-child { box-shadow: inset 4px 0 0 var(--loss); }
    .walking tbody tr { cursor: pointer; }
    .overlay { position: absolute; pointer-events: none; border: 3px solid #0072b2;
      border-radius: 6px; background: rgb(0 114 178 / 0.09); }
    .overlay.backward { border: 3px dashed #d55e00; background: rgb(213 94 0 / 0.09); }
    .stepper { max-width: 50rem; margin: 0.75rem auto 1.5rem; padding: 0.6rem 0.75rem;
      border: 1px solid var(--rule); border-radius: 8px; font-size: 0.875rem; }
    .stepper[hidden] { display: none; }
    .buttons { display: flex; flex-wrap: wrap; align-items: center; gap: 0.4rem; }
    .buttons button { font: inherit; font-size: 1rem; line-height: 1; min-width: 2.75rem;
      min-height: 2.75rem; color: var(--ink); background: var(--panel);
      border: 1px solid var(--rule); border-radius: 6px; cursor: pointer; }
    .buttons button:hover:not([aria-disabled="true"]) { border-color: var(--soft); }
    .buttons button[aria-disabled="true"] { opacity: 0.45; cursor: default; }
    .where { font-weight: 600; margin-left: 0.5rem; font-variant-numeric: tabular-nums; }
    .hint { color: var(--soft); }
    .readout { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem;
      font-variant-numeric: tabular-nums; }
    .readout:not(:empty) { margin-top: 0.6rem; min-height: 3.1rem; }
    .readout div { display: flex; flex-direction: column; }
    .readout span:first-child { color: var(--soft); font-size: 0.8125rem; }
    .readout span:last-child { font-weight: 600; }
    .spoken { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden;
      clip-path: inset(50%); white-space: nowrap; }
    @media (prefers-reduced-motion: no-preference) {
      .overlay { transition: left 0.15s, top 0.15s, width 0.15s, height 0.15s; }
    }
    @media (max-width: 36rem) {
      body { font-size: 1rem; }
      h1 { font-size: 1.75rem; }
      th, td { padding-inline: 0.55rem; }
      .hint { display: none; }
      .pan { overflow-x: auto; }
      .frame, figure img { max-width: none; }
      figure img { width: 40rem; }
    }
    @media print {
      .stepper, nav { display: none; }
      body { font-size: 10.5pt; }
    }

    """#

  /// Added for the contents page.
  static let contents = #"""
    .contents { max-width: 64rem; margin: 0 auto; padding-bottom: 4rem; }
    .cards { list-style: none; padding: 0; display: grid; gap: 2rem 1.5rem;
      grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
    .cards li + li { margin-top: 0; }
    .cards a { display: block; text-decoration: none; }
    .cards a:hover .title { text-decoration: underline; }
    .cards img, .blank { display: block; width: 100%; height: auto; aspect-ratio: 8 / 5;
      object-fit: contain; background: #ffffff; border: 1px solid var(--rule);
      border-radius: 8px; margin-bottom: 0.6rem; }
    .blank { background: var(--panel); }
    .cards .title { font-weight: 600; line-height: 1.35; }
    .cards p { margin-block: 0.3rem 0; font-size: 0.875rem; line-height: 1.5; color: var(--soft); }

    """#
}
