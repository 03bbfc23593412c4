import CMarkGFM

/// A Markdown text parsed by cmark-gfm, with GitHub's tables, strikethrough and bare links.
package struct MarkdownTree: ~Copyable {
  package let root: MarkdownNode
  private let parser: OpaquePointer

  private static let registered: Void = cmark_gfm_core_extensions_ensure_registered()

  package init(_ utf8: some Collection<UInt8>) {
    _ = Self.registered
    // With SOURCEPOS cmark keeps columns right behind a code span that crosses a line ending.
    let parser: OpaquePointer = cmark_parser_new(CMARK_OPT_SOURCEPOS)
    for name in ["table", "strikethrough", "autolink"] {
      if let found = cmark_find_syntax_extension(name) {
        cmark_parser_attach_syntax_extension(parser, found)
      }
    }
    Array(utf8).withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) { text in
        cmark_parser_feed(parser, text.baseAddress, text.count)
      }
    }
    self.parser = parser
    root = MarkdownNode(cmark_parser_finish(parser))
    cmark_consolidate_text_nodes(root.pointer)
  }

  deinit {
    cmark_node_free(root.pointer)
    cmark_parser_free(parser)
  }

  /// Calls `visit` for each node, on the way in and (for nodes that can have children) on the
  /// way out. The tree may be changed at and below a node on its way out, or at a leaf.
  package func walk(_ visit: (MarkdownNode, _ entering: Bool) -> Void) {
    let iterator = cmark_iter_new(root.pointer)
    defer { cmark_iter_free(iterator) }
    while true {
      let event = cmark_iter_next(iterator)
      if event == CMARK_EVENT_DONE { return }
      visit(MarkdownNode(cmark_iter_get_node(iterator)), event == CMARK_EVENT_ENTER)
    }
  }

  /// HTML of the whole tree. Raw HTML and unsafe links of the text are left out by cmark.
  package func html() -> String {
    let extensions = cmark_parser_get_syntax_extensions(parser)
    let options = CMARK_OPT_TABLE_PREFER_STYLE_ATTRIBUTES
    guard let text = cmark_render_html(root.pointer, options, extensions) else { return "" }
    defer { cmark_get_default_mem_allocator().pointee.free(text) }
    return String(cString: text)
  }
}

/// A node of a `MarkdownTree`; valid as long as the tree is.
package struct MarkdownNode {
  package let pointer: OpaquePointer

  init(_ pointer: OpaquePointer) { self.pointer = pointer }

  /// cmark's own name of the node's type: `paragraph`, `code`, `code_block`, `table_cell`, ...
  package var kind: String { String(cString: cmark_node_get_type_string(pointer)) }
  package var literal: String {
    cmark_node_get_literal(pointer).map { String(cString: $0) } ?? ""
  }
  /// What stands behind the opening fence, or nil when this is not a fenced code block.
  package var fenceInfo: String? {
    guard cmark_node_get_type(pointer) == CMARK_NODE_CODE_BLOCK, fence.isFenced else { return nil }
    return cmark_node_get_fence_info(pointer).map { String(cString: $0) } ?? ""
  }
  package var fence: (isFenced: Bool, length: Int, offset: Int) {
    var length: CInt = 0
    var offset: CInt = 0
    var character: CChar = 0
    let fenced = cmark_node_get_fenced(pointer, &length, &offset, &character)
    return (fenced != 0, Int(length), Int(offset))
  }
  package var startLine: Int { Int(cmark_node_get_start_line(pointer)) }
  package var startColumn: Int { Int(cmark_node_get_start_column(pointer)) }
  package var endLine: Int { Int(cmark_node_get_end_line(pointer)) }
  package var endColumn: Int { Int(cmark_node_get_end_column(pointer)) }
  package var parent: MarkdownNode? { cmark_node_parent(pointer).map(MarkdownNode.init) }
  package var next: MarkdownNode? { cmark_node_next(pointer).map(MarkdownNode.init) }
  package var previous: MarkdownNode? { cmark_node_previous(pointer).map(MarkdownNode.init) }

  package func setLiteral(_ text: String) { _ = cmark_node_set_literal(pointer, text) }

  /// Puts HTML of our own in the node's place; cmark passes it on as it is.
  package func replace(withBlock html: String) { replace(CMARK_NODE_CUSTOM_BLOCK, html) }
  package func replace(withInline html: String) { replace(CMARK_NODE_CUSTOM_INLINE, html) }

  package func surround(with before: String, _ after: String) {
    for (html, insert) in [
      (before, cmark_node_insert_before), (after, cmark_node_insert_after),
    ] as [(String, (OpaquePointer?, OpaquePointer?) -> CInt)] {
      let block: OpaquePointer? = cmark_node_new(CMARK_NODE_CUSTOM_BLOCK)
      cmark_node_set_on_enter(block, html)
      if insert(pointer, block) == 0 { cmark_node_free(block) }
    }
  }

  private func replace(_ type: cmark_node_type, _ html: String) {
    let substitute = cmark_node_new(type)
    cmark_node_set_on_enter(substitute, html)
    if cmark_node_replace(pointer, substitute) == 1 {
      cmark_node_free(pointer)
    } else {
      cmark_node_free(substitute)
    }
  }
}
