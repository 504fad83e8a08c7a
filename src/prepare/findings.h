// What looking at every picture of a source brought to light.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "prepare/layout.h"

namespace autochrome::prepare {

struct ClassCount {
  std::string name;
  std::size_t pictures = 0;
};

struct Findings {
  LayoutKind kind = LayoutKind::Flat;
  std::size_t pictures = 0;           ///< sound ones, less those left out
  std::vector<ClassCount> classes;    ///< of those pictures, in the order of the labels
  std::size_t unlabelled = 0;         ///< of those pictures, the ones without a class
  std::vector<Broken> broken;         ///< by name
  std::vector<std::string> gray;      ///< names of the sound pictures without colour, sorted
  std::vector<std::string> warnings;  ///< one line each
};

/// Gathers findings picture by picture, in any order.
class Tally {
 public:
  explicit Tally(const Layout& layout);

  void count(const Entry& entry);
  void add_gray(const Entry& entry);
  void add_broken(const Entry& entry, std::string reason);

  [[nodiscard]] Findings finish() &&;

 private:
  Findings findings_;
};

}  // namespace autochrome::prepare
