import Foundation

extension JSONText {
  /// What a value encodes, in this layout.
  ///
  /// - Precondition: It encodes without an error: no NaN and no infinity as a number.
  init(encoding value: some Encodable) {
    do {
      let data = try JSONEncoder().encode(value)
      self = try JSONDecoder().decode(Decoded.self, from: data).text
    } catch {
      preconditionFailure("\(type(of: value)) does not encode: \(error)")
    }
  }

  /// Any JSON, by trial.
  private struct Decoded: Decodable {
    let text: JSONText

    init(from decoder: any Decoder) throws {
      if let members = try? decoder.container(keyedBy: Key.self) {
        var object: [String: JSONText] = [:]
        for key in members.allKeys {
          object[key.stringValue] = try members.decode(Decoded.self, forKey: key).text
        }
        text = .object(object)
        return
      }
      if var elements = try? decoder.unkeyedContainer() {
        var list: [JSONText] = []
        while !elements.isAtEnd { list.append(try elements.decode(Decoded.self).text) }
        text = .list(list)
        return
      }
      let single = try decoder.singleValueContainer()
      if let truth = try? single.decode(Bool.self) {
        text = .boolean(truth)
      } else if let number = try? single.decode(Int.self) {
        text = .integer(number)
      } else if let number = try? single.decode(UInt64.self) {
        text = .unsigned(number)
      } else if let number = try? single.decode(Double.self) {
        text = .number(number)
      } else {
        text = .string(try single.decode(String.self))
      }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }
}
