using k8s.Models;

namespace Musubi.Deploy.Tests.Manifests;

/// <summary>What <c>kubectl apply -k deploy</c> would say, and what it would not.</summary>
public sealed class KubernetesTests
{
    public static TheoryData<string> Workloads => [.. Manifest.Pods.Keys];

    public static TheoryData<string> Roles => ["silo", "gateway"];

    [Fact]
    public void Kustomization_Resources_AreTheFilesThatThereAre()
    {
        var listed = File.ReadAllLines(Manifest.PathOf("deploy/kustomization.yaml"))
            .Where(static line => line.StartsWith("  - kubernetes/", StringComparison.Ordinal))
            .Select(static line => line["  - kubernetes/".Length..]);

        Assert.Equal(Manifest.All.Select(static manifest => manifest.File).Distinct().Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Pod_OfAWorkload_HasNoRightsAndWritesNowhereButToItsVolumes(string name)
    {
        var pod = Manifest.Pods[name].Spec;

        Assert.True(pod.SecurityContext.RunAsNonRoot);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.False(pod.AutomountServiceAccountToken);
        Assert.All(pod.Containers, static container =>
        {
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.NotNull(container.Resources.Limits["memory"]);
            Assert.False(container.Resources.Limits.ContainsKey("cpu"));
        });
    }

    [Theory]
    [MemberData(nameof(Workloads))]
    public void Selector_OfAWorkload_FindsItsPods(string name)
    {
        var selectors = Manifest.Of<V1Deployment>().Where(of => of.Metadata.Name == name).Select(static of => of.Spec.Selector.MatchLabels)
            .Concat(Manifest.Of<V1StatefulSet>().Where(of => of.Metadata.Name == name).Select(static of => of.Spec.Selector.MatchLabels))
            .Concat(Manifest.Of<V1PodDisruptionBudget>().Where(of => of.Metadata.Name == name).Select(static of => of.Spec.Selector.MatchLabels))
            .Concat(Manifest.Of<V1NetworkPolicy>().Where(of => of.Metadata.Name == name).Select(static of => of.Spec.PodSelector.MatchLabels))
            .ToArray();

        Assert.True(selectors.Length >= 2);
        Assert.All(selectors, selector => Assert.All(selector, label => Assert.Equal(label.Value, Manifest.Pods[name].Metadata.Labels[label.Key])));
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Probes_OfARole_AskForWhatIsMappedOnAPortThatItListensOn(string role)
    {
        var container = Assert.Single(Manifest.Pods[role].Spec.Containers);
        var urls = EnvironmentFile.Read($"{role}.env")[role == "silo" ? "Musubi__Probes" : "ASPNETCORE_URLS"];

        Assert.Equal("/health/startup", container.StartupProbe.HttpGet.Path);
        Assert.Equal("/health/live", container.LivenessProbe.HttpGet.Path);
        Assert.Equal("/health/ready", container.ReadinessProbe.HttpGet.Path);
        Assert.All(
            new[] { container.StartupProbe, container.LivenessProbe, container.ReadinessProbe },
            probe =>
            {
                var port = container.Ports.Single(port => port.Name == probe.HttpGet.Port.Value).ContainerPort;
                Assert.Contains($":{port}", urls, StringComparison.Ordinal);
                // A gateway waits for a silo twice, for two seconds.
                Assert.True(probe.TimeoutSeconds > 4);
            });
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Stop_OfARole_HasTheTimeThatItTakes(string role)
    {
        var pod = Manifest.Pods[role].Spec;
        var shutdown = int.Parse(EnvironmentFile.Read("common.env")["DOTNET_shutdownTimeoutSeconds"], System.Globalization.CultureInfo.InvariantCulture);
        var before = Assert.Single(pod.Containers).Lifecycle?.PreStop?.Sleep?.Seconds ?? 0;

        Assert.True(pod.TerminationGracePeriodSeconds >= before + shutdown + 5);
    }

    [Fact]
    public void Stop_OfAGateway_WaitsUntilNobodyNewIsSentToIt()
    {
        var container = Assert.Single(Manifest.Pods["gateway"].Spec.Containers);

        Assert.True(container.Lifecycle.PreStop.Sleep.Seconds > container.ReadinessProbe.PeriodSeconds * container.ReadinessProbe.FailureThreshold);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Role_OfTheCluster_IsSpreadAndScaledAndNeverGoesAllAtOnce(string role)
    {
        var deployment = Manifest.Of<V1Deployment>().Single(of => of.Metadata.Name == role);
        var scaler = Manifest.Of<V2HorizontalPodAutoscaler>().Single(of => of.Spec.ScaleTargetRef.Name == role);
        var budget = Manifest.Of<V1PodDisruptionBudget>().Single(of => of.Metadata.Name == role);

        Assert.Null(deployment.Spec.Replicas);
        Assert.Equal("0", deployment.Spec.Strategy.RollingUpdate.MaxUnavailable.Value);
        Assert.True(scaler.Spec.MinReplicas >= 2);
        Assert.Equal("1", budget.Spec.MaxUnavailable.Value);
        Assert.NotEmpty(deployment.Spec.Template.Spec.Affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public void Environment_OfARole_IsThatOfItsFilesAndTheSecret(string role)
    {
        var container = Assert.Single(Manifest.Pods[role].Spec.Containers);
        var kustomization = File.ReadAllText(Manifest.PathOf("deploy/kustomization.yaml"));

        Assert.Equal(role, container.EnvFrom.Single(static from => from.ConfigMapRef is not null).ConfigMapRef.Name);
        Assert.Equal("live-poll", container.EnvFrom.Single(static from => from.SecretRef is not null).SecretRef.Name);
        Assert.Contains($"  - name: {role}\n    envs: [environment/common.env, environment/{role}.env]\n", kustomization, StringComparison.Ordinal);
        Assert.Equal(role, EnvironmentFile.Read($"{role}.env")["Musubi__Role"]);
    }

    [Fact]
    public void Network_SilosPorts_AreOpenToSilosAndGatewaysAlone()
    {
        var policies = Manifest.Of<V1NetworkPolicy>().ToArray();
        var silo = policies.Single(static policy => policy.Metadata.Name == "silo");
        var environment = EnvironmentFile.Read("silo.env");

        Assert.Contains(policies, static policy => policy.Spec.PodSelector.MatchLabels is null && policy.Spec.Ingress is null && policy.Spec.PolicyTypes.Contains("Ingress"));
        Assert.Equal(
            [$"silo {environment["Musubi__SiloPort"]}", $"gateway {environment["Musubi__GatewayPort"]}"],
            silo.Spec.Ingress.Select(static rule => $"{Assert.Single(rule.FromProperty).PodSelector.MatchLabels["app"]} {Assert.Single(rule.Ports).Port.Value}"));
    }

    [Fact]
    public void Secret_OfTheRedis_IsOneThatTheExampleHas() =>
        Assert.Equal(
            Assert.Single(Assert.Single(Manifest.Pods["redis"].Spec.Containers).Env).ValueFrom.SecretKeyRef.Key,
            Assert.Single(EnvironmentFile.Read("secrets.example.env").Keys, static key => !key.Contains("__", StringComparison.Ordinal)));
}
