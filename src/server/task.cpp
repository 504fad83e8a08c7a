#include "server/task.h"

namespace autochrome::server {

Json to_json(const Task& task) {
  return {{"kind", static_cast<int>(task.kind)},
          {"photo", task.photo.string()},
          {"name", task.name},
          {"painting", task.painting.string()},
          {"target", task.target.string()},
          {"options", autochrome::to_json(task.options)},
          {"output", autochrome::to_json(task.output)},
          {"long_side", task.long_side},
          {"area", {task.area.left, task.area.top, task.area.width, task.area.height}},
          {"view", static_cast<int>(task.view)}};
}

Task task_of(const Json& json) {
  try {
    Task task{.kind = static_cast<Task::Kind>(json.at("kind").get<int>()),
              .photo = json.at("photo").get<std::string>(),
              .name = json.at("name").get<std::string>(),
              .painting = json.at("painting").get<std::string>(),
              .target = json.at("target").get<std::string>(),
              .long_side = json.at("long_side").get<int>(),
              .view = static_cast<Task::View>(json.at("view").get<int>())};
    const Json& area = json.at("area");
    task.area = {area.at(0).get<int>(), area.at(1).get<int>(), area.at(2).get<int>(),
                 area.at(3).get<int>()};
    from_json(json.at("options"), task.options);
    from_json(json.at("output"), task.output);
    return task;
  } catch (const Json::exception& error) {
    throw InputError(std::string("no task: ") + error.what());
  }
}

}  // namespace autochrome::server
